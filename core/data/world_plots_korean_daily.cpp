#include "core/data/world_plot.h"

namespace espalier::world {

namespace {

constexpr const char* kKoreanDaily = R"(
plot craft
world people
cast A B
weight 3
pick obj hardware
pick look2 looks
pick stuff materials
pick way ways
pick glad happy
use one
use friend
use colour
fact made B obj
fact made_of obj stuff
= need@A: {A}에게는 새 {obj:이} 필요했다. | {A:이} 쓰던 {obj:이} 망가졌다.
= ask<need@A: {A:은} {B}에게 "{obj:을} 만들어 줄 수 있어요?"라고 물었다. | 그래서 {A:은} {B:을} 찾아가 {obj:을} 부탁했다.
= agree<ask@B: {B:은} "좋아요, 그런데 {stuff:이} 필요해요."라고 말했다. | {B:은} 돕고 싶었지만 {stuff:이} 없었다.
= bring<agree@A: {A:은} 시장에서 {stuff:을} 구해 왔다. | 다음 날 {A:은} {stuff:을} 들고 다시 왔다.
= work<bring@B: {B:은} 저녁까지 {way} 일했다. | {B:은} 앉아서 {obj:을} 만들기 시작했다.
= done<work@B: 드디어 {look2.은} {obj:이} 완성되었다. | 저녁에 {B:은} {stuff:으로} {look2.은} {obj:을} 만들었다.
= pay<done@A: {A:은} {glad.아}서 값을 넉넉히 치렀다. | {A:은} "{P}에서 가장 좋은 {obj:이에요}."라고 말했다. | {A:은} {B}에게 고맙다고 인사했다.

plot sew
world people
cast A B
weight 2
pick obj sewn
pick color2 colors
pick look2 looks
pick stuff cloths
pick way ways
pick glad happy
use one
use friend
use colour
fact made B obj
fact made_of obj stuff
= need@A: 겨울이 되자 {A}에게 새 {obj:이} 필요했다. | {A}의 헌 {obj:은} 구멍투성이였다.
= ask<need@A: {A:은} {B}에게 "{obj:을} 만들어 줄 수 있니?"라고 물었다. | {A:은} 바느질을 잘하는 {B:을} 찾아갔다.
= agree<ask@B: {B:은} "좋아, 그런데 {color2.은} {stuff:이} 필요해."라고 말했다. | {B:은} "{stuff:을} 가져오면 만들어 줄게."라고 말했다.
= bring<agree@A: {A:은} 시장에서 {color2.은} {stuff:을} 사 왔다. | 다음 날 {A:은} {color2.은} {stuff:을} 가져왔다.
= work<bring@B: {B:은} 저녁까지 {way} 바느질했다. | {B:은} 바늘을 들고 일을 시작했다.
= done<work@B: 드디어 {color2.은} {obj:이} 완성되었다. | 저녁에 {B:은} {stuff:으로} {look2.은} {obj:을} 만들었다.
= pay<done@A: {A:은} {glad.아}서 값을 넉넉히 치렀다. | {A:은} "{P}에서 가장 따뜻한 {obj:이야}."라고 말했다. | {A:은} 새 {obj:을} 보며 {glad.았}다.

plot gift
world both
cast A B
weight 3
trait friendly rude
pick wish gifts
pick other gifts
pick color2 colors
pick look2 looks
pick glad happy
pick low sad
use one
use friend
use trait
fact wants B wish
= birthday@B: {weather0.은} {time0:은} {B}의 생일이었다. | {P}에서 {B}의 생일이 다가왔다.
= wish@B: {B:은} 오래전부터 {color2.은} {wish:을} 갖고 싶어 했다. | {B:이} 가장 갖고 싶은 것은 {wish:이었다}.
+ listen<wish@A: {A:은} 늘 귀를 기울여서 그것을 알고 있었다. | {A:은} {B}에게 {wish:이} 필요하다고 생각했다.
- ignore<wish@A: {A:은} {B:이} 무엇을 바라는지 묻지 않았다. | {A:은} {B}의 말보다 {critter} 소리를 들었다.
+ give<listen@A: 그래서 {A:은} {B}에게 {look2.은} {wish:을} 선물했다. | {A:은} {color2.은} {wish:을} 사서 {B}에게 주었다.
- give_wrong<ignore@A: 그래서 {A:은} {B}에게 낡은 {other:을} 주었다. | {A:은} 그 대신 {other:을} 가져왔다.
+ joy<give@B: {B:은} {glad.아}서 {A:을} 꼭 안았다. | {B:은} "어떻게 알았어?"라고 물었다. | 꼭 맞는 선물이라서 {B:은} {glad.았}다.
- disappointed<give_wrong@B: {B:은} {low.아}서 {other:을} 구석에 두었다. | {B:은} 아무 말도 안 했지만 {low.았}다.
+50 use<joy@B: 그 뒤로 {B:은} {wish:을} 머리맡에 두었다. | {B:은} {wish:을} 모두에게 보여 주었다.
-50 advice<disappointed@B: {B:은} "다음에는 먼저 물어봐 줘."라고 말했다.
=40 moral@: 좋은 친구는 귀를 기울인다. | 가장 좋은 선물은 마음에서 나온다. | 마음 없는 {other:은} 선물이 아니다.

plot weather
world both
cast A B
weight 3
pick spot spots
pick food foods
pick hobby2 outdoor
pick hobby3 outdoor
pick hobby4 indoor
pick glad happy
pick low sad
use one
use friend
use plain
+ sun@: 아침부터 {place0}에 해가 쨍쨍 빛났다. | {P}의 하늘은 파랗고 {critter}도 나왔다.
- rain@: 아침부터 {place0}에 비가 내리기 시작했다. | {P}에 먹구름이 몰려오더니 비가 쏟아졌다.
= plan@A: {A:과} {B:은} {spot}에 가고 싶었다. | {A:과} {B:은} {spot:으로} 나들이를 가기로 했다.
+ go<sun@A: {weather0.은} 날이라서 {A:과} {B:은} 일찍 나섰다. | 그래서 {A:은} {food:을} 싸서 길을 나섰다.
- cancel<rain@A: 비 때문에 {place0}까지 온통 진흙이 되었다. | 그래서 {A:과} {B:은} {spot}에 갈 수 없었다.
- low<cancel@B: {B:은} {low.아}서 창밖의 {place0}만 보았다. | {B:은} {A}에게 "정말 아쉽다!"라고 말했다.
+ there<go@: {A:과} {B:은} {spot}에서 {hobby2}고 {hobby3.았}다. | {B:은} 하루 종일 {spot}에서 {hobby2.았}다.
- inside<cancel@A: {A:은} "집에서 {hobby4.아}도 좋아."라고 말했다. | 그래서 {A:과} {B:은} 집에서 {hobby4.았}다.
= eat@: 점심에는 {A}도 {B}도 {food:을} 먹었다. | {B:은} 배가 고파서 {food:을} 먹었다.
=. end@: {time0:이} 되자 {A}도 {B}도 {glad.았}다. | {A}에게는 그래도 참 좋은 {time0:이었다}.

plot why_sad
world both
cast A B
weight 4
pick thing gifts
pick color2 colors
pick spot spots
pick glad happy
pick low sad
pick loud loud
use one
use colour
fact feels B low
= meet@A: 어느 날 {A:은} {spot} 근처에서 {B:을} 만났다. | {spot:으로} 가는 길에 {A:은} {B:을} 보았다.
= cry@B: {B:은} 무척 {low.아} 보였다. | {B:은} 거기 앉아 {loud} 울고 있었다.
=/ ask<cry@A: {A:은} "왜 그렇게 {low.아} 보여?"라고 물었다. | {A:은} "무슨 일이 있었어?"라고 물었다.
= reason<ask@B: {B:은} "{thing:을} 잃어버려서 {low.아}."라고 대답했다. | {B:은} "{spot}에서 {thing:을} 잃어버렸어."라고 대답했다. | {B:은} "내 {color2.은} {thing:이} 망가졌어."라고 대답했다.
= offer<reason@A: {A:은} {B}에게 "걱정하지 마, 내가 도와줄게."라고 말했다. | {A:은} "내 {thing:을} 너에게 줄게."라고 말했다. | {A:은} "{place0} 근처를 함께 찾아보자."라고 말했다.
= happy<offer@B: {B:은} {A}에게 "고마워, 이제 괜찮아."라고 말했다. | {B:은} "{A:은} 정말 친절하구나."라고 말했다.
= end<happy@: {A:과} {B:은} {place0:을} 지나 집으로 걸어갔다. | 곧 {B:은} 다시 환하게 웃었다. | 그 {time0}부터 {A:과} {B:은} 친구가 되었다.

plot directions
world people
cast A B
weight 3
pick dest landmarks
pick mid landmarks
pick last landmarks
pick obj buys
num n 2 15
use one
fact next_to dest last
= stranger@B: {B.kind} {B:은} {P}에 처음 왔다. | 어느 날 {B:이} {P}에 왔지만 길을 몰랐다.
= want@B: {B:은} {dest}에 가고 싶었다. | {B:은} {dest:을} 찾고 있었다.
=/ ask<want@B: {B:은} {A}에게 "{dest:은} 어디에 있어요?"라고 물었다. | {B:은} {A}에게 "{dest}에 어떻게 가요?"라고 물었다.
= answer<ask@A: {A:은} "{mid}까지 가서 왼쪽으로 도세요."라고 말했다. | {A:은} "{mid} 앞에서 오른쪽으로 도세요."라고 말했다.
= answer2<answer@A: "{dest:은} {last} 바로 옆에 있어요." | "그러면 {last} 뒤에 {dest:이} 보여요."
= far@B: {B:은} {A}에게 "여기서 멀어요?"라고 물었다. | {B:은} "{dest}까지 얼마나 걸려요?"라고 물었다.
= minutes<far@A: {A:은} "걸어서 {n.이} 분쯤 걸려요."라고 대답했다. | {A:은} "{n.이} 분이면 갈 수 있어요."라고 대답했다.
= found<answer@B: {B:은} {A}에게 인사하고 {dest:을} 찾아갔다. | {B:이} 그 길로 가니 곧 {last:이} 보였다.
=50 buy<found@B: {B:은} 오는 길에 {obj:을} 샀다. | {B:은} 그곳에서 {obj:을} 팔았다.

plot sick
world both
cast A B
weight 2
pick dish soups
pick food foods
pick flower flowers
pick glad happy
pick low sad
pick look2 looks
pick way ways
num days 3 9
use one
use friend
use colour
fact ill B days
= ill@B: 어느 날 {B:은} 병이 났다. | {B:은} 감기에 걸려 일어나지 못했다. | {B:은} 자리에 누워 {low.았}다.
= hear<ill@A: {A:은} 그 소식을 듣고 {B:을} 보러 갔다. | {A:은} 곧장 {B}의 집으로 갔다.
= cook<hear@A: {A:은} {dish:을} 끓이고 {food}도 가져왔다. | {A:은} {B}에게 따뜻한 {dish:을} 가져다주었다.
= comfort<hear@A: {A:은} 머리맡에 {flower} 한 송이를 놓았다. | {A:은} {B} 옆에 앉아 {way} 이야기했다.
=/ say@A: {A:은} "이것을 먹으면 나을 거야."라고 말했다. | {A:은} "{days.이} 일 동안 푹 쉬어."라고 말했다.
= better<cook@B: {days.이} 일이 지나자 {B:은} 다 나았다. | {dish} 덕분에 {B:은} 금방 나았다.
= thank<better@B: {B:은} "네 {dish} 덕분에 힘이 났어."라고 말했다. | {B:은} {glad.아}서 {A}에게 {look2.은} {flower:을} 주었다.
=40 moral@: 친구가 가장 좋은 약이다. | 따뜻한 마음은 약보다 낫다.

plot animal_care
world people
cast A B
weight 2
pick pet pets
pick color2 furs
pick spot spots
pick dish feed
pick glad happy
pick low sad
pick tree trees
use one
use friend
use colour
fact cares_for A pet
= find@A: {A:은} {spot} 근처에서 {color2.은} {pet:을} 발견했다. | {tree} 밑에 {color2.은} {pet} 한 마리가 있었다.
= hurt<find@: {pet:은} 배고프고 추워 보였다. | {pet:은} 다쳐서 움직이지 못했다.
= carry<hurt@A: {A:은} {pet:을} 집으로 데려가 따뜻하게 해 주었다. | {A:은} {pet:을} 조심조심 집으로 데려갔다.
= feed<carry@A: {A:은} 물과 {dish:을} 먹여 주었다. | {A:은} 날마다 {pet:을} 보살폈다.
=60 visit@B: {B:은} {color2.은} {pet:을} 보러 왔다. | {B:은} {A}에게 "{pet:이} 참 귀엽다!"라고 말했다.
= strong<feed@: {A}의 {room0}에서 {pet:은} 다시 튼튼해졌다. | {pet:은} {A} 덕분에 곧 다 나았다.
= free<strong@A: {A:은} {pet:을} {tree} 옆에 놓아주었다. | 그래서 {A:은} {pet:을} 놓아주었다.
=70 low<free@A: {A:은} 조금 {low.았}지만 {pet:을} 보며 웃었다. | {pet:은} {A:을} 한 번 돌아보고 사라졌다.
)";

} // namespace

std::string koreanDaily()
{
    return kKoreanDaily;
}

} // namespace espalier::world
