#include "core/data/world_plot.h"

namespace espalier::world {

namespace {

// 여러 이야기가 함께 쓰는 첫머리.
constexpr const char* kParts = R"(
part one
=p intro@A: {P}에 {A:이라는} {A.kind:이} 살았다. | 옛날 {P}에 {A:이라는} {A.kind:이} 살고 있었다. | {A:은} {P}에 사는 {A.kind:이었다}. | {P}에는 {A:이라는} {A.kind:이} 있었다.
=b intro@A: {P}에 {A.kind} 한 마리가 살았다. | 옛날 {P}에 {A.kind} 한 마리가 살고 있었다. | 옛날 옛적 {P}에 {A:이} 살았다. | 어느 {P}에 {A.kind} 한 마리가 있었다.

part friend
=p friend@B: {A}의 이웃에는 {B:이라는} {B.kind:이} 살았다. | {A}의 가장 친한 친구는 {B.kind} {B:이었다}. | {A}에게는 {B:이라는} 친구가 있었다.
=b friend@B: {A}의 이웃에는 {B:이} 살았다. | {A}의 가장 친한 친구는 {B:이었다}. | {A:은} {B:과} 친하게 지냈다.

part trait
=80 trait@A: {A:은} 무척 {T.았}다. | {A:은} {T.은} {A.kind:이었다}. | 모두들 {A:이} {T}다고 말했다. | {A:은} {T}기로 소문이 났다.

part colour
pick likedFood foods
pick hobby hobbies
pick dish0 dishes
pick colour colors
pick garment clothes
pick room rooms
pick furniture home
pick look looks
pick temper temper
fact likes A likedFood
=30 likes@A: {A:은} {likedFood:을} 무척 좋아했다. | {A:은} {dish0:을} 즐겨 먹었다. | {A:은} {hobby.는} 것을 좋아했다. | {A:은} 저녁마다 {hobby}곤 했다.
=p25 wears@A: {A}에게는 {colour.은} {garment:이} 있었다. | {A:은} {look.은} {garment:을} 아꼈다.
=p20 room@A: {A}의 {room}에는 {look.은} {furniture:이} 있었다. | {room}에는 {furniture:이} 놓여 있었다.
=35 day@: {temper.은} 아침이었다. | 어느 {temper.은} 날이었다. | 그날은 아침부터 날씨가 {temper.았}다.

part plain
pick likedFood foods
pick hobby hobbies
pick dish0 dishes
pick colour colors
pick garment clothes
pick look looks
fact likes A likedFood
=40 likes@A: {A:은} {likedFood:을} 무척 좋아했다. | {A:은} {dish0:을} 즐겨 먹었다. | {A:은} {hobby.는} 것을 좋아했다. | {A:은} 저녁마다 {hobby}곤 했다.
=p30 wears@A: {A}에게는 {colour.은} {garment:이} 있었다. | {A:은} {look.은} {garment:을} 아꼈다.
)";

constexpr const char* kFables = R"(
plot purse
world people
cast A B
weight 3
trait honest dishonest
pick obj treasures
pick look2 looks
pick spot spots
pick glad happy
pick low sad
pick gift foods
use one
use friend
use trait
use colour
fact lost B obj
= find@A: 어느 날 {A:은} {spot} 근처에서 {obj:을} 주웠다. | {spot}에 가던 길에 {A:은} {look2.은} {obj:을} 발견했다. | {spot} 옆 풀밭에 {look2.은} {obj:이} 떨어져 있었다.
= owner<find@B: 그것은 {B:이} 잃어버린 {obj:이었다}. | {obj}의 주인은 {B:이었다}. | {B:은} 하루 종일 {obj:을} 찾고 있었다.
+ give_back<find@A: {A:은} 곧장 {B}에게 달려가 {obj:을} 돌려주었다. | {A:은} {obj:을} 들고 {B:을} 찾아갔다. | {A:은} "이 {obj}의 주인은 너지?"라고 {B}에게 물었다.
- keep<find@A: {A:은} {obj:을} 주머니에 숨기고 아무에게도 말하지 않았다. | {A:은} {obj:을} 몰래 집으로 가져갔다. | {A:은} "주운 사람이 임자야."라고 말하며 {obj:을} 숨겼다.
+ thank<give_back@B: {B:은} 무척 {glad.아}서 {A}에게 {gift:을} 주었다. | {B:은} "정말 고마워, {A:아}!"라고 말했다. | {B:은} {A}의 마음을 오래도록 잊지 않았다.
- discover<keep@B: 얼마 뒤 {B:은} {obj:을} 보고 모든 것을 알았다. | 그러나 {B:은} {A:이} 한 일을 알게 되었다.
- distrust<discover@A: 그 뒤로 아무도 {A:을} 믿지 않았다. | 마을 사람들은 {A:을} 멀리했다. | {A:은} {low.았}지만 이미 늦은 일이었다.
+70 moral@: 정직한 마음은 좋은 친구를 부른다. | 정직한 마음은 {obj}보다 귀하다.
-70 moral@: 훔친 {obj:은} 기쁨을 주지 못한다. | 남의 것을 탐내면 친구를 잃는다.

plot winter
world both
cast A B
weight 3
trait working lazy
pick food harvest
pick spot spots
pick glad happy
pick low sad
use one
use friend
use trait
use plain
fact+ stored A food
= autumn@: 가을이 되자 날이 점점 추워졌다. | 나뭇잎이 떨어지고 겨울이 다가왔다. | 곧 {P}에도 겨울이 올 것이었다.
+ gather<autumn@A: {A:은} 날마다 {food:을} 모아 두었다. | {A:은} 매일 {spot}에서 {food:을} 날라 왔다.
- rest<autumn@A: {A:은} 하루 종일 나무 밑에서 잠만 잤다. | {A:은} {spot} 옆에 앉아 아무 일도 하지 않았다. | {A:은} 날마다 "일은 내일 할래."라고 말했다.
= snow<autumn@: 드디어 눈이 내려 밖에는 먹을 것이 없었다. | 어느 날 밤 {P}에 눈이 펑펑 내렸다.
+ full<gather@A: {A}에게는 {food:이} 넉넉해서 {glad.았}다. | {A:은} 겨우내 집에서 {food:을} 먹었다.
+60 help<full@A: {A:은} {B}에게도 {food:을} 나누어 주었다. | {B:이} 배가 고플 때 {A:은} {food:을} 주었다.
- hungry<rest@A: {A:은} {food:이} 하나도 없어서 배가 고팠다. | {A:은} 춥고 배고프고 {low.았}다.
- beg<hungry@A: {A:은} {B:을} 찾아가 {food:을} 달라고 했다. | {A:은} {B}에게 "{food:을} 조금만 나눠 줘."라고 말했다.
- lesson<beg@B: {B:은} {food:을} 주며 "내년에는 꼭 일해."라고 말했다. | {B:이} 도와주자 {A:은} 열심히 일하겠다고 약속했다.
=70 moral@: 가을에 일하는 자가 겨울에 먹는다. | 오늘 일하면 내일 쉴 수 있다.

plot race
world both
cast A B
weight 3
trait patient proudful
pick spot spots
pick spot2 spots
pick glad happy
pick low sad
use one
use friend
use trait
use colour
= challenge@B: 어느 날 {A:과} {B:은} 달리기 시합을 하기로 했다. | {B:은} {A}에게 달리기 시합을 하자고 했다. | {B:은} "{spot}까지 누가 빨리 가나 보자."라고 말했다.
= course<challenge@: {spot2}에서 {spot}까지 달리는 시합이었다. | 둘은 {spot2}에서 출발해 {spot}까지 달리기로 했다.
+ steady<course@A: {A:은} 느렸지만 멈추지 않았다. | {A:은} 한 걸음 한 걸음 쉬지 않고 걸었다.
+ rival_rest<course@B: {B:은} 한참 앞서가다가 누워서 쉬었다. | {B:은} 빨리 달렸지만 나무 밑에서 잠이 들었다.
- boast<course@A: {A:은} "내가 세상에서 제일 빨라!"라고 말했다. | {A:은} 웃으며 "내가 쉽게 이길 거야."라고 말했다.
- nap<boast@A: {A:은} 가는 길에 누워서 잠이 들었다. | {A:은} {spot2} 옆에서 잠깐 자기로 했다.
- rival_steady<course@B: {B:은} 뒤도 돌아보지 않고 계속 달렸다. | {B:은} 자고 있는 {A:을} 지나쳐 갔다.
+ win<steady@A: 그래서 {A:이} {spot}에 먼저 도착했다. | {B:이} 깨어났을 때 {A:은} 이미 이긴 뒤였다.
- lose<nap@A: {A:이} 깨어났을 때 {B:은} 이미 이긴 뒤였다. | 그래서 {B:이} {spot}에 먼저 도착하고 {A:은} 졌다.
+ joy<win@A: {A:은} {glad.았}고 모두가 손뼉을 쳤다. | 모두가 {A}에게 손뼉을 쳐 주었다.
- shame<lose@A: {A:은} {low.았}고 다시는 뽐내지 않았다. | {A:은} {low.아}서 말없이 집으로 돌아갔다.
=60 moral@: 느려도 꾸준하면 이긴다. | 뽐내는 자는 넘어지기 쉽다.

plot share
world both
cast A B
weight 3
trait generous selfish
pick food harvest
pick spot spots
pick glad happy
pick low sad
use one
use friend
use trait
use colour
fact has A food
= has@A: 어느 날 {A}에게 {food:이} 한 바구니 있었다. | {A:은} {spot} 근처에서 {food:을} 많이 얻었다.
= need@B: 그때 배고픈 {B:이} 지나갔다. | 마침 {B:이} 왔는데 먹을 것이 없었다. | {B:은} "어제부터 아무것도 못 먹었어."라고 말했다.
= ask<need@B: {B:은} "{food:을} 하나만 줄 수 있니?"라고 물었다. | {B:은} {A}에게 {food:을} 하나만 달라고 했다.
+ give<ask@A: {A:은} {B}에게 {food:을} 절반이나 주었다. | {A:은} "먹고 싶은 만큼 먹어."라고 말했다. | {A:은} {B:과} 함께 앉아 {food:을} 먹었다.
- refuse<ask@A: {A:은} "안 돼, 이 {food:은} 다 내 거야."라고 말했다. | {A:은} {food:을} 감추고 {B:을} 쫓아 보냈다. | {A:은} 혼자서 {food:을} 다 먹어 버렸다.
= trouble@A: 며칠 뒤 {A:은} {spot} 옆 구덩이에 빠졌다. | 일주일 뒤 {A:은} 길에서 발을 다쳤다. | 얼마 뒤 {A:은} 어두운 길에서 길을 잃었다.
+ repay<give@B: {B:은} {A}의 목소리를 듣고 바로 달려왔다. | {B:은} {food:을} 떠올리고 {A:을} 도우러 왔다.
- alone<refuse@A: {A:이} 도와 달라고 외쳤지만 {B:은} 오지 않았다. | {A:은} {B:을} 불렀지만 아무 대답이 없었다.
+ thanks<repay@A: {A:은} 좋은 친구가 있어서 {glad.았}다. | {A:은} "너는 참 좋은 친구야."라고 말했다.
- regret<alone@A: {A:은} {low.았}고 {food:을} 생각했다. | {A:은} "{food:을} 나눠 줄걸."이라고 말했다.
=60 moral@: 주는 자에게 복이 온다. | 나눠 먹으면 친구가 된다.

plot ice
world both
cast A B
weight 2
trait careful careless
pick food harvest
pick spot spots
pick glad happy
pick low sad
use one
use friend
use trait
use plain
= frost@: 어느 추운 아침 호수가 꽁꽁 얼었다. | 강물이 얼었지만 얼음은 아직 얇았다.
= plan<frost@A: {A:은} 얼음을 건너 {spot:으로} 가고 싶었다. | 건너편 {spot}에는 {A:이} 좋아하는 {food:이} 있었다.
+ test<plan@A: {A:은} 먼저 얼음에 돌을 던져 보았다. | {A:은} 긴 막대기로 얼음을 두드려 보았다.
- step<plan@A: {A:은} 살피지도 않고 얼음 위로 뛰어갔다. | {A:은} "얼음이 두꺼우니까 괜찮아."라고 말했다.
-70 warn<plan@B: {B:은} "멈춰, 얼음이 얇아!"라고 외쳤다. | {B:이} 말렸지만 {A:은} 듣지 않았다.
+ around<test@A: 얼음이 갈라지자 {A:은} 다리로 돌아갔다. | 그래서 {A:은} 멀지만 안전한 길로 걸어갔다.
- fall<step@A: 얼음이 깨져서 {A:은} 차가운 물에 빠졌다. | 얼음이 갈라지자 {A:은} 물속으로 떨어졌다.
+ safe<around@A: {A:은} 늦었지만 무사히 와서 {glad.았}다. | {A:은} 무사히 {spot}에 도착했다.
- saved<fall@B: {B:이} 긴 나뭇가지로 {A:을} 끌어 올렸다. | 다행히 {B:이} 와서 {A:을} 구해 주었다.
- cold<fall@A: {A:은} 온몸이 젖어 춥고 {low.았}다. | {A:은} 감기에 걸려 일주일이나 누워 있었다.
=60 moral@: 돌다리도 두드려 보고 건너야 한다. | 젖는 것보다 늦는 것이 낫다.

plot roof
world people
cast A B
weight 2
trait working lazy
pick tool fixers
pick obj home
pick glad happy
pick low sad
use one
use friend
use trait
use plain
= hole@: {A}의 집 지붕에는 구멍이 있었다. | 바람이 불어 {A}의 집 지붕이 망가졌다.
= clouds@: {P}에 먹구름이 몰려왔다. | {B:은} "곧 큰비가 올 거야."라고 말했다.
+ mend<clouds@A: {A:은} {tool:을} 꺼내 바로 지붕을 고쳤다. | {A:은} {B}에게 {tool:을} 빌려 지붕을 고쳤다.
- wait<clouds@A: {A:은} "지붕은 내일 고칠래."라고 말했다. | {A:은} {tool:을} 구석에 두고 잠을 잤다.
= storm<clouds@: 그날 밤 비가 많이 내렸다. | 밤이 되자 비바람이 몰아쳤다.
+ dry<mend@A: 집은 젖지 않았고 {A:은} 편히 잤다. | {A}의 {obj}에는 물 한 방울 떨어지지 않았다.
- wet<wait@A: 구멍으로 들어온 빗물이 {obj:을} 적셨다. | 비가 새서 {A}의 {obj:이} 흠뻑 젖었다.
+ joy<dry@A: 아침에 {A:은} {glad.았}다. | {A:은} "미루지 않아서 다행이야."라고 말했다.
- sorry<wet@A: {A:은} 젖은 {obj:을} 보며 {low.았}다. | {A:은} "어제 {tool:을} 쓸걸."이라고 말했다.
=50 moral@: 지붕은 해가 날 때 고쳐야 한다. | 오늘 할 일을 내일로 미루지 말아야 한다.

plot seeds
world people
cast A B
weight 2
trait patient hasty
pick plant growing
pick spot spots
pick glad happy
pick low sad
pick look2 looks
use one
use friend
use trait
use plain
fact planted A plant
= plant@A: 봄에 {A:은} {spot} 뒤에 {plant:을} 심었다. | {B:이} 준 {plant} 씨앗을 {A:은} {spot} 뒤에 심었다.
= slow<plant@: 몇 주가 지나도 싹이 나지 않았다. | 날이 가도 {plant:은} 자라지 않았다.
+ water<slow@A: {A:은} 아침마다 물을 주며 기다렸다. | {A:은} 포기하지 않고 날마다 물을 주었다.
- dig<slow@A: {A:은} 기다리다 지쳐서 씨앗을 파 버렸다. | {A:은} "왜 이렇게 느려!"라고 외치며 땅을 팠다.
+ bloom<water@: 마침내 {spot} 뒤에 {look2.은} {plant:이} 자라났다. | 여름이 되자 {plant:은} {P}에서 으뜸이 되었다.
- dead<dig@: 그래서 {plant:은} 끝내 자라지 못했다. | 그 뒤로 그곳에는 아무것도 나지 않았다.
+ joy<bloom@A: {A:은} {glad.아}서 {B}에게 보여 주었다. | {B:이} {plant:을} 보러 오자 {A:은} {glad.았}다.
- sorry<dead@A: {A:은} {B}의 {plant:을} 보고 {low.았}다. | {A:은} 빈 땅을 보며 {low.았}다.
=60 moral@: 좋은 일에는 시간이 걸린다. | 기다리는 자가 꽃을 본다.

plot broken
world people
cast A B
weight 3
trait honest dishonest
pick obj home
pick look2 looks
pick color2 colors
pick room2 rooms
pick low sad
pick glad happy
use one
use friend
use trait
use colour
fact owns B obj
= visit@A: 어느 날 {A:은} {B}의 집에 놀러 갔다. | {B:은} {A:을} 집으로 초대했다.
= break@A: {A:은} {room2}에서 {color2.은} {obj:을} 망가뜨렸다. | {A:은} 실수로 {B}의 {look2.은} {obj:을} 망가뜨렸다.
= ask<break@B: {B:은} "누가 내 {obj:을} 망가뜨렸어?"라고 물었다. | {B:이} 들어와 망가진 {obj:을} 보았다.
+ admit<ask@A: {A:은} "내가 그랬어, 미안해."라고 말했다. | {A:은} {B}에게 사실대로 말했다.
- lie<ask@A: {A:은} "고양이가 그랬어."라고 말했다. | {A:은} "나는 몰라."라고 말했다. | {A:은} 바람 때문이라고 둘러댔다.
+ forgive<admit@B: {B:은} {A:이} 사실대로 말해서 용서해 주었다. | {B:은} "솔직하게 말해 줘서 고마워."라고 말했다.
- seen<lie@B: 하지만 {B:은} 창문으로 모두 보고 있었다. | 하지만 {B:은} 거짓말이라는 것을 알았다.
+ mend<forgive@A: 둘은 함께 {obj:을} 고쳤다. | 다음 날 {A:은} {B}에게 새 {obj:을} 가져다주었다.
- angry<seen@B: {B:은} {A:이} 거짓말을 해서 {low.았}다. | {B:은} {A}에게 집에 가라고 했다.
+50 friends<mend@: 둘은 오래오래 친구로 지냈다. | {A}도 {B}도 {glad.았}다.
=50 moral@: 진실이 가장 좋은 길이다. | 거짓말은 오래가지 못한다.

plot rescue
world both
cast A B
weight 2
trait brave timid
pick spot spots
pick glad happy
pick low sad
pick loud loud
use one
use friend
use trait
use colour
= danger@B: 어느 저녁 {B:이} {spot} 근처에서 강물에 빠졌다. | {B:이} {spot} 뒤의 깊은 구덩이에 빠졌다.
= cry<danger@B: {B:은} "살려 줘!"라고 외쳤다. | {B:은} {loud} 울며 도와 달라고 했다.
+ jump<cry@A: {A:은} 있는 힘껏 {B}에게 달려갔다. | {A}도 무서웠지만 {B:을} 도우러 달려갔다.
- hide<cry@A: {A:은} 나무 뒤에 숨어서 떨었다. | {A:은} 너무 무서워서 움직이지 못했다.
+ pull<jump@A: {A:은} 튼튼한 밧줄로 {B:을} 끌어 올렸다. | {A:이} 나뭇가지를 내밀자 {B:은} 그것을 잡았다.
- other<hide@: 한참 뒤에 지나가던 할아버지가 {B:을} 구했다. | 결국 {B:은} 혼자 힘으로 올라왔다.
+ thank<pull@B: {B:은} "네가 나를 살렸어."라고 말했다. | {B:은} 눈물을 글썽이며 {A}에게 고맙다고 했다.
- ask_why<other@B: {B:은} "왜 나를 돕지 않았어?"라고 물었다. | {B:은} {A:이} 오지 않아서 {low.았}다.
- regret<ask_why@A: {A:은} 땅만 보며 아무 말도 못 했다. | {A:은} "무서웠어."라고 {loud} 말했다.
=60 moral@: 용감한 친구가 참된 친구다. | 어려울 때 돕는 친구가 진짜 친구다.

plot promise
world people
cast A B
weight 2
trait loyal forgetful
pick obj buys
pick spot spots
pick low sad
pick glad happy
use one
use friend
use trait
use colour
fact promised A obj
= promise@A: {A:은} 저녁에 {B}에게 {obj:을} 가져다주기로 약속했다. | {A:은} {B}에게 "오늘 밤에 {obj:을} 가져다줄게."라고 말했다.
= reason<promise@B: {B:은} {spot}에서 열릴 잔치에 {obj:이} 필요했다. | {B:은} 헌 {obj:이} 망가져서 새것이 필요했다.
= fair@: 그날 {spot}에서는 노랫소리가 들렸다. | 오후에 친구들이 {A:을} {spot:으로} 불렀다.
+ leave<promise@A: {A:은} 약속 때문에 일찍 일어났다. | {A:은} {B:을} 생각하고 일찍 돌아왔다.
- stay<fair@A: {A:은} 밤늦게까지 놀다가 {obj:을} 잊어버렸다. | {A:은} 밤새 춤을 추느라 약속을 잊었다.
+ bring<leave@A: 저녁에 {A:은} {B}에게 {obj:을} 가져다주었다. | {A:은} {obj:을} 들고 {B}의 문 앞에 섰다.
- wait<stay@B: {B:은} 어두워질 때까지 창가에서 기다렸다. | {B:은} 저녁 내내 기다렸지만 아무도 오지 않았다.
+ glad<bring@B: {B:은} {glad.아}서 {A:을} 꼭 안아 주었다. | {B:은} "네가 올 줄 알았어."라고 말했다.
- low<wait@B: {B:은} {low.아}서 그냥 잠자리에 들었다. | 다음 날 {B:은} {A}에게 말을 걸지 않았다.
=60 moral@: 약속은 꼭 지켜야 한다. | 약속을 지키면 친구가 믿어 준다.

plot learn
world people
cast A B
weight 2
trait patient hasty
pick skill skills
pick glad happy
pick low sad
pick way ways
num days 3 30
use one
use friend
use trait
use colour
fact wants_to A skill
= wish@A: {A:은} {skill.는} 법을 배우고 싶었다. | {A:은} {B}에게 "나도 너처럼 잘하고 싶어."라고 말했다.
= lesson<wish@B: {B:은} {A}에게 {skill.는} 법을 보여 주었다. | 그래서 {B:은} 날마다 {A:을} 가르쳤다.
= hard<lesson@A: 처음에는 어려워서 {A:은} 자꾸 틀렸다. | 첫날에는 되는 일이 하나도 없었다.
+ practise<hard@A: {A:은} {days.이} 일 동안 {way} 연습했다. | {A:은} {days.이} 일 동안 하고 또 했다.
- quit<hard@A: {A:은} {low.아}서 하루 만에 그만두었다. | {A:은} "너무 어려워서 못 하겠어."라고 말했다.
+ able<practise@A: 마침내 {A:은} {B}보다 잘하게 되었다. | {days.이} 일이 지나자 {A:은} {skill.는} 일이 쉬워졌다.
- unable<quit@A: 그래서 {A:은} {skill.는} 법을 배우지 못했다. | 모두가 {skill.는} 동안 {A:은} 보기만 했다.
+ proud<able@B: {B:은} 그것을 보고 {glad.았}다. | {B:은} "너는 포기하지 않았구나."라고 말했다.
- sorry<unable@A: {A:은} "내가 너무 빨리 포기했어."라고 말했다. | {A:은} {B:을} 볼 때마다 {low.았}다.
=50 moral@: 연습하면 못 할 일이 없다. | 하루 만에 배울 수 있는 것은 없다.

plot flatter
world both
cast A B
weight 2
trait clever silly
pick food harvest
pick sound sounds
pick spot spots
pick glad happy
pick low sad
use one
use trait
use colour
= has@A: 어느 날 {A:은} 커다란 {food:을} 들고 {spot} 옆에 앉아 있었다. | {A:은} 잘 익은 {food:을} 막 먹으려고 했다.
=p come@B: {B.kind} {B:이} 그 {food:을} 보고 다가왔다. | 이웃에 사는 {B.kind} {B:이} 그 {food:을} 보았다.
=b come@B: {B:은} 그 {food:을} 보고 먹고 싶어졌다. | 지나가던 {B:이} {food} 냄새를 맡았다.
= praise<come@B: {B:은} "네 노래는 {sound} 소리보다 고와."라고 말했다. | {B:은} "너는 정말 아름답구나!"라고 말했다. | {B:은} "{A:아}, 노래 한 곡만 불러 줘."라고 말했다.
+ see<praise@A: {A:은} {B}의 속마음을 알았다. | {A:은} "너는 내 {food:을} 먹고 싶은 거지?"라고 말했다.
- sing<praise@A: {A:은} {glad.아}서 {food:을} 내려놓고 노래했다. | {A:은} 눈을 감고 노래를 부르기 시작했다.
+ eat<see@A: {A:은} {food:을} 먼저 먹고 나서 노래했다. | {A:은} {food:을} 꼭 쥐고 가 버렸다.
- steal<sing@B: 그러자 {B:은} {food:을} 물고 달아났다. | {B:은} 얼른 {food:을} 들고 사라졌다.
+ leave<eat@B: {B:은} 배고픈 채로 집에 돌아갔다. | {B:은} {low.아}서 그냥 가 버렸다.
- regret<steal@A: {A:은} {food:을} 찾았지만 이미 없었다. | 이제 {A:은} 배고프고 {low.았}다.
=60 moral@: 달콤한 말을 다 믿으면 안 된다. | 칭찬하는 자는 바라는 것이 있을 수 있다.
)";

constexpr const char* kSums = R"(
plot gather
world both
cast A B
weight 4
pick item goods
pick spot spots
pick spot2 spots
pick look2 looks
num n 2 20
num m 2 20
sum s n m
use one
use friend
use colour
fact has A item s
= first@A: 아침에 {A:은} {spot} 근처에서 {n item:을} 얻었다. | {A}의 집에는 {n item:이} 있었다. | {A}의 자루에는 {n item:이} 들어 있었다.
= second@A: 나중에 {A:은} {spot2} 근처에서 {m item:을} 더 얻었다. | 그때 {B:이} {m item:을} 더 주었다. | 오후에 {A:은} {spot2}에서 {m item:을} 더 샀다.
= ask@B: {B:은} "이제 {item:이} 모두 몇이야?"라고 물었다. | {B:은} {item:이} 모두 몇인지 물었다.
=/ count<ask@A: {A:은} "{n.둘}에 {m.둘:을} 더하면 {s.둘:이야}."라고 말했다. | {A:은} 세어 보고 "{n.둘} 더하기 {m.둘:은} {s.둘:이야}."라고 말했다. | {n.둘}에 {m.둘:을} 더하면 {s.둘:이다}.
= total<count@A: 그래서 {A}에게는 {s item:이} 있었다. | 이제 {item:은} 모두 {s +item:이었다}. | 다 합치면 {s +item:이었다}.
=50 end@B: {B:은} 참 많다고 생각했다. | {B:은} "너는 셈을 잘하는구나."라고 말했다. | {A:은} 그것을 {look2.은} 상자에 넣었다.

plot give
world both
cast A B
weight 4
pick item goods
pick spot spots
pick glad happy
num n 5 30
num m 2 20
diff d n m
use one
use friend
use colour
fact has A item d
= first@A: {A}에게는 {n item:이} 있었다. | 어느 날 {A}의 바구니에 {n item:이} 있었다. | {A:은} {spot}에서 {n item:을} 샀다.
= give@A: {A:은} {B}에게 {m +item:을} 주었다. | {A:은} 집에 오는 길에 {m +item:을} 잃어버렸다. | {B:이} 달라고 하자 {A:은} {m +item:을} 주었다.
= ask@B: {B:은} "이제 몇이나 남았어?"라고 물었다. | {B:은} {item:이} 몇이나 남았는지 궁금했다.
=/ count<ask@A: {A:은} "{n.둘}에서 {m.둘:을} 빼면 {d.둘:이야}."라고 말했다. | {A:은} "{n.둘} 빼기 {m.둘:은} {d.둘:이야}."라고 말했다. | {n.둘}에서 {m.둘:을} 빼면 {d.둘:이다}.
= left<count@A: 그래서 {A}에게는 {d item:이} 남았다. | 이제 {item:은} {d +item}만 남았다.
=50 end@B: {B:은} {item:을} 보고 {glad.았}다. | {B:은} "네 말이 맞아."라고 말했다. | {A:은} 그래도 {glad.았}다.

plot groups
world both
cast A B
weight 3
pick item goods
pick spot spots
pick spot2 spots
num n 2 9
num m 2 9
prod p n m
use one
use friend
use colour
fact has A item p
= holders@A: {A:은} {spot} 옆에 바구니 {n.두} 개를 놓았다. | {A}의 집에는 바구니가 {n.두} 개 있었다.
= each@A: 바구니마다 {m item:이} 들어 있었다. | {A:은} 바구니마다 {m item:을} 담았다.
= ask@B: {B:은} "{item:은} 모두 몇이야?"라고 물었다. | {B:은} 바구니를 보고 {item:을} 세고 싶어 했다.
=/ count<ask@A: {A:은} "{n.이} 곱하기 {m.이:은} {p.이:이야}."라고 말했다. | {n.이} 곱하기 {m.이:은} {p.이:이다}.
= total<count@A: 그래서 {item:은} 모두 {p +item:이었다}. | 바구니에는 모두 {p item:이} 있었다.
=50 end@: 둘은 바구니를 {spot2:으로} 날랐다. | {B:이} 다시 세어 보니 꼭 맞았다.

plot market
world people
cast A B
weight 3
pick obj buys
pick spot spots
pick look2 looks
pick color2 colors
pick glad happy
num n 8 60
num m 2 40
diff d n m
use one
use colour
fact bought A obj
= purse@A: {A:은} 동전 {n.두} 닢을 들고 시장에 갔다. | 어느 날 {A:은} 동전 {n.두} 닢을 가지고 집을 나섰다.
= need<purse@A: {A}에게는 새 {obj:이} 필요했다. | {A:은} {color2.은} {obj:을} 사고 싶었다.
= seller@B: 시장에는 {B:이라는} {B.kind:이} 있었다. | 시장에서는 {B.kind} {B:이} 물건을 팔고 있었다.
= price@B: {B:은} {look2.은} {obj:을} {m.두} 닢에 팔았다. | {B:은} "이 {obj:은} {m.두} 닢이에요."라고 말했다.
= buy<need@A: {A:은} 그 {obj:이} 마음에 들어 {m.두} 닢을 냈다. | {A:은} "그것을 주세요."라고 말하고 {m.두} 닢을 냈다.
=/ count<buy@B: {B:은} "{n.둘}에서 {m.둘:을} 빼면 {d.둘:이에요}."라고 말했다. | {n.둘}에서 {m.둘:을} 빼면 {d.둘:이다}.
= left<count@A: {A:은} {obj:과} 동전 {d.두} 닢을 가지고 돌아왔다. | 이제 {A}에게는 동전 {d.두} 닢이 남았다.
=50 joy<buy@A: {A:은} {color2.은} {obj:을} 보며 {glad.았}다. | 집에서는 모두가 그 {obj:을} 좋아했다.

plot two_step
world both
cast A B C
weight 3
pick item goods
pick spot spots
num n 2 20
num m 2 20
sum s n m
num k 2 20
diff d s k
use one
use friend
fact has A item d
= first@A: {A}에게는 {n item:이} 있었다. | {A:은} {spot}에서 {n item:을} 얻었다.
= second@B: {B:이} {A}에게 {m +item:을} 더 주었다. | 그때 {B:이} {m item:을} 더 가져왔다.
= third@A: 그 뒤에 {A:은} {C}에게 {k item:을} 주었다. | 저녁에 {C:이} {k +item:을} 가져갔다.
= ask@C: {C:은} "이제 몇이나 남았어?"라고 물었다. | {C:은} {item:이} 몇이나 남았는지 물었다.
=/ count1<second@A: {A:은} "먼저 {n.둘}에 {m.둘:을} 더하면 {s.둘:이야}."라고 말했다. | 먼저 {n.둘}에 {m.둘:을} 더하면 {s.둘:이다}.
= count2<third@A: {A:은} "{s.둘}에서 {k.둘:을} 빼면 {d.둘:이야}."라고 말했다. | 그리고 {s.둘}에서 {k.둘:을} 빼면 {d.둘:이다}.
= left<count2@A: 그래서 {A}에게는 {d item:이} 남았다. | 그래서 {A:은} {d item:을} 가지게 되었다.

plot more
world both
cast A B
weight 3
pick item goods
pick spot spots
pick glad happy
num m 2 20
num d 1 15
sum n m d
use one
use friend
use colour
fact more n m
fact has A item n
fact has B item m
= first@A: {A}에게는 {n item:이} 있었다. | {A:은} {spot} 근처에서 {n item:을} 얻었다.
= second@B: {B}에게는 {m +item}밖에 없었다. | {B}에게는 {m item:이} 있었다.
= ask@B: {B:은} "누구의 {item:이} 더 많아?"라고 물었다. | 둘은 누구의 {item:이} 더 많은지 궁금했다.
=/ answer<ask@A: {A:은} "{n.둘:이} {m.둘}보다 많으니까 내가 더 많아."라고 말했다. | {B:은} "{m.둘:은} {n.둘}보다 적으니까 네가 더 많아."라고 말했다.
= differ<answer@A: {A:은} {B}보다 {d +item} 더 많았다. | {A:은} "{n.둘}에서 {m.둘:을} 빼면 {d.둘:이야}."라고 말했다. | {B:은} "{m.둘}에 {d.둘:을} 더하면 {n.둘:이야}."라고 말했다.
=50 end@: 그러고 나서 둘은 {item:을} 한데 모았다. | {A:이} {B}에게 {item:을} 나눠 주자 둘 다 {glad.았}다.

plot ages
world people
cast A B
weight 2
num n 6 80
num k 1 15
sum s n k
pick glad happy
pick dish soups
pick gift gifts
pick look2 looks
use one
use friend
use colour
fact age A n
fact age B s
= birthday@A: 오늘은 {A}의 생일이었다. | {A}의 생일이라서 {B:이} 놀러 왔다.
= age@A: {A:은} 이제 {n.두} 살이 되었다. | {A:은} "나는 이제 {n.두} 살이야."라고 말했다.
= older@B: {B:은} {A}보다 {k.두} 살 많았다. | {B:은} "나는 너보다 {k.두} 살 많아."라고 말했다.
=/ ask@A: {A:은} "그럼 너는 몇 살이야?"라고 물었다. | {A:은} {B:이} 몇 살인지 알고 싶었다.
= answer<ask@B: {B:은} "{n.둘}에 {k.둘:을} 더하면 {s.둘:이야}."라고 말했다. | {n.둘}에 {k.둘:을} 더하면 {s.둘:이다}.
= gift@B: {B:은} {A}에게 {look2.은} {gift:을} 선물했다. | 둘은 {dish:과} 커다란 케이크를 먹었다. | {B:은} 선물로 {gift:을} 가져왔다.
=60 joy<gift@A: {A:은} 하루 종일 {glad.았}다. | {A}에게는 참 행복한 하루였다.

plot riddle
world both
cast A B
weight 2
num n 2 20
num m 2 30
sum s n m
pick prize gifts
pick spot spots
pick glad happy
use one
use friend
use colour
= meet@: 어느 저녁 {A:과} {B:은} {spot} 옆에 앉아 있었다. | {A:과} {B:은} 수수께끼를 좋아했다.
=/ riddle@A: {A:은} "내가 생각하는 수를 맞혀 봐."라고 말했다. | {A:은} "나는 지금 어떤 수를 생각하고 있어."라고 말했다.
= hint<riddle@A: {A:은} "그 수에 {n.둘:을} 더하면 {s.둘:이야}."라고 말했다. | "거기에 {n.둘:을} 더하면 {s.둘:이야}."
= think<hint@B: {B:은} 한참 동안 생각했다. | {B:은} 눈을 감고 셈을 했다.
= answer<think@B: {B:은} "{m.둘}에 {n.둘:을} 더하면 {s.둘:이니까} {m.둘:이야}."라고 말했다. | {B:은} "그 수는 {m.둘:이야}."라고 말했다. | {B:은} "{s.둘}에서 {n.둘:을} 빼면 {m.둘:이야}."라고 말했다.
= right<answer@A: {A:은} "맞았어!"라고 외쳤다. | 답이 맞아서 {A:은} {glad.았}다.
=60 prize<right@B: {B:은} 상으로 {prize:을} 받았다. | 그래서 {A:은} {B}에게 {prize:을} 주었다.
)";

constexpr const char* kPuzzles = R"(
plot taller
world both
cast A B C
weight 4
pick q measures
pick spot spots
use one
use colour
fact compare A B q
fact compare B C q
fact compare A C q
= meet@: 어느 날 {A:과} {B:과} {C:이} {spot}에서 만났다. | {A:과} {B:과} {C:이} {spot} 옆에 앉아 있었다.
= ask@C: {C:은} "우리 가운데 누가 가장 {q.아}?"라고 물었다. | 셋은 누가 가장 {q.은}지 알고 싶었다.
= first@A: {A:은} {B}보다 {q.았}다. | {B:은} {A}만큼 {q}지 않았다.
= second@B: {B:은} {C}보다 {q.았}다. | {C:은} {B}만큼 {q}지 않았다.
= so<first@A: 그러니 {A:은} {C}보다도 {q.았}다. | 따라서 {A:은} {C}보다 {q.았}다.
= top<so@A: 셋 가운데 {A:이} 가장 {q.았}다. | {B:은} "그럼 {A:이} 가장 {q.아}."라고 말했다.
=50 end@C: {C:은} "나는 괜찮아."라고 말하며 웃었다. | 셋은 웃으며 집으로 돌아갔다.

plot heavier
world people
cast A B
weight 3
pick q sizes
pick x keep
pick y keep
pick z keep
pick room2 rooms
use one
use friend
fact compare x y q
fact compare y z q
fact compare x z q
= three@A: {A}의 {room2}에는 {x:과} {y:과} {z:이} 있었다. | 탁자 위에 {x:과} {y:과} {z:이} 놓여 있었다.
= ask@B: {B:은} "이 가운데 어느 것이 가장 {q.아}?"라고 물었다. | {B:은} 그 가운데 가장 {q.은} 것을 갖고 싶었다.
= first@: {x:은} {y}보다 {q.았}다. | {y:은} {x}만큼 {q}지 않았다.
= second@: {y:은} {z}보다 {q.았}다. | {z:은} {y}만큼 {q}지 않았다.
= so<first@: 그러니 {x:은} {z}보다도 {q.았}다. | {A:은} "그럼 {x:이} {z}보다 더 {q.아}."라고 말했다.
= top<so@: 그 가운데 {x:이} 가장 {q.았}다. | {B:은} "그럼 {x:이} 가장 {q.아}."라고 말했다.
=60 take<top@B: {A:은} {B}에게 {x:을} 주었다. | {B:은} {x:을} 집으로 가져갔다.

plot boxes
world both
cast A B
weight 3
pick obj keep
pick c1 hues
pick c2 hues
pick c3 hues
pick spot spots
pick glad happy
use one
use friend
use colour
fact inside obj c3
= boxes@: {spot} 옆에 상자 세 개가 있었다. | 어느 날 {A:은} {B}에게 상자 세 개를 보여 주었다.
= colours@: {c1.은} 상자와 {c2.은} 상자와 {c3.은} 상자였다. | 하나는 {c1}고, 하나는 {c2}고, 하나는 {c3.았}다.
= hidden@A: {A:은} 그 가운데 하나에 {obj:을} 숨겼다. | {A:은} "상자 하나에 {obj:이} 들어 있어."라고 말했다.
=/ ask@A: {A:은} "{obj:은} 어디에 있을까?"라고 물었다. | {B:은} {obj:이} 어디에 있는지 맞혀야 했다.
= not1@A: {A:은} "{c1.은} 상자에는 없어."라고 말했다. | {obj:은} {c1.은} 상자에 없었다.
= not2@A: {A:은} "{c2.은} 상자에도 없어."라고 말했다. | {c2.은} 상자에도 없었다.
= so<not2@B: {B:은} "그럼 {c3.은} 상자에 있겠구나."라고 말했다. | 그래서 {B:은} {c3.은} 상자를 열었다.
= right<so@B: 그 안에 {obj:이} 있어서 {B:은} {glad.았}다. | {A:은} "맞았어."라고 말하며 {obj:을} 주었다.

plot lost
world people
cast A B
weight 3
pick obj keep
pick color2 colors
pick r1 rooms
pick r2 rooms
pick spot spots
pick low sad
pick glad happy
use one
use friend
use colour
fact lost A obj
fact found_at obj spot
= use@A: 아침에 {A:은} {color2.은} {obj:을} 들고 {spot}에 갔다. | 어제 {A:은} {obj:을} 가지고 {spot}에 갔다.
= miss<use@A: 저녁이 되자 {obj:이} 보이지 않았다. | 이제 {A:은} {obj:을} 찾을 수가 없었다.
= upset<miss@A: {A:은} 하나뿐인 {obj:을} 잃어서 {low.았}다. | {A:은} "내 {obj:이} 어디 갔지?"라고 외쳤다.
= search1<miss@A: {A:은} {r1:을} 뒤졌지만 아무것도 없었다. | 먼저 {A:은} {r1:을} 찾아보았다.
= search2<miss@A: 다음에는 {r2:을} 찾아보았지만 거기에도 없었다. | {obj:은} {r2}에도 없었다.
=/ ask@B: {B:은} "마지막으로 어디에서 썼어?"라고 물었다. | {B:은} "그때 어디에 있었어?"라고 물었다.
= remember<ask@A: {A:은} "{spot}에 있었어."라고 대답했다. | {A:은} {spot:을} 떠올렸다.
= find<remember@A: 둘은 {spot}에 가서 {obj:을} 찾았다. | {obj:은} 아직 {spot}에 있었다.
=70 joy<find@A: {A:은} {glad.았}고 {B}에게 고맙다고 했다. | {A:은} "도와줘서 고마워."라고 말했다.
)";

constexpr const char* kDaily = R"(
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
= birthday@B: 곧 {B}의 생일이었다. | {B}의 생일이 다가왔다.
= wish@B: {B:은} 오래전부터 {color2.은} {wish:을} 갖고 싶어 했다. | {B:이} 가장 갖고 싶은 것은 {wish:이었다}.
+ listen<wish@A: {A:은} 늘 귀를 기울여서 그것을 알고 있었다. | {A:은} {B}에게 {wish:이} 필요하다고 생각했다.
- ignore<wish@A: {A:은} {B:이} 무엇을 바라는지 묻지 않았다. | {A:은} {B}의 말을 듣지 않았다.
+ give<listen@A: 그래서 {A:은} {B}에게 {look2.은} {wish:을} 선물했다. | {A:은} {color2.은} {wish:을} 사서 {B}에게 주었다.
- give_wrong<ignore@A: 그래서 {A:은} {B}에게 낡은 {other:을} 주었다. | {A:은} 그 대신 {other:을} 가져왔다.
+ joy<give@B: {B:은} {glad.아}서 {A:을} 꼭 안았다. | {B:은} "어떻게 알았어?"라고 물었다. | 꼭 맞는 선물이라서 {B:은} {glad.았}다.
- disappointed<give_wrong@B: {B:은} {low.아}서 {other:을} 구석에 두었다. | {B:은} 아무 말도 안 했지만 {low.았}다.
+50 use<joy@B: 그 뒤로 {B:은} {wish:을} 머리맡에 두었다. | {B:은} {wish:을} 모두에게 보여 주었다.
-50 advice<disappointed@B: {B:은} "다음에는 먼저 물어봐 줘."라고 말했다.
=40 moral@: 좋은 친구는 귀를 기울인다. | 가장 좋은 선물은 마음에서 나온다.

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
+ sun@: 아침부터 해가 쨍쨍 빛났다. | 하늘은 파랗고 햇볕은 따뜻했다.
- rain@: 아침부터 비가 내리기 시작했다. | 먹구름이 몰려오더니 비가 쏟아졌다.
= plan@A: {A:과} {B:은} {spot}에 가고 싶었다. | 둘은 {spot:으로} 나들이를 가기로 했다.
+ go<sun@A: 날씨가 좋아서 둘은 일찍 길을 나섰다. | 그래서 {A:은} {food:을} 싸서 길을 나섰다.
- cancel<rain@A: 비 때문에 길이 온통 진흙이 되었다. | 그래서 둘은 {spot}에 갈 수 없었다.
- low<cancel@B: {B:은} {low.아}서 창밖만 보았다. | {B:은} "정말 아쉽다!"라고 말했다.
+ there<go@: 둘은 {spot}에서 {hobby2}고 {hobby3.았}다. | 둘은 하루 종일 {spot}에서 {hobby2.았}다.
- inside<cancel@A: {A:은} "집에서 {hobby4.아}도 좋아."라고 말했다. | 그래서 둘은 집에서 {hobby4.았}다.
= eat@: 점심에는 {food:을} 먹었다. | 둘은 배가 고파서 {food:을} 먹었다.
= end@: 저녁이 되자 둘 다 {glad.았}다. | 그래도 참 좋은 하루였다.

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
= offer<reason@A: {A:은} "걱정하지 마, 내가 도와줄게."라고 말했다. | {A:은} "내 {thing:을} 너에게 줄게."라고 말했다. | {A:은} "우리 함께 해결해 보자."라고 말했다.
= happy<offer@B: {B:은} "고마워, 이제 괜찮아."라고 말했다. | {B:은} "너는 정말 친절하구나."라고 말했다.
= end<happy@: 둘은 함께 집으로 걸어갔다. | 곧 {B:은} 다시 환하게 웃었다. | 그날부터 둘은 친구가 되었다.

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
= far@B: {B:은} "여기서 멀어요?"라고 물었다. | {B:은} "얼마나 걸려요?"라고 물었다.
= minutes<far@A: {A:은} "걸어서 {n.이} 분쯤 걸려요."라고 대답했다. | {A:은} "{n.이} 분이면 갈 수 있어요."라고 대답했다.
= found<answer@B: {B:은} 고맙다고 인사하고 {dest:을} 찾아갔다. | {B:이} 그 길로 가니 곧 {last:이} 보였다.
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
=60 visit@B: {B:은} {color2.은} {pet:을} 보러 왔다. | {B:은} "{pet:이} 참 귀엽다!"라고 말했다.
= strong<feed@: 일주일이 지나자 {pet:은} 다시 튼튼해졌다. | {pet:은} 곧 다 나았다.
= free<strong@A: {A:은} {pet:을} {tree} 옆에 놓아주었다. | 그래서 {A:은} {pet:을} 놓아주었다.
=70 low<free@A: {A:은} 조금 {low.았}지만 잘한 일이었다. | {pet:은} 한 번 돌아보고 사라졌다.
)";

} // namespace

std::string koreanPlots()
{
    return std::string(kParts) + kFables + kSums + kPuzzles + kDaily;
}

} // namespace espalier::world
