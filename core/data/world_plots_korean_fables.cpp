#include "core/data/world_plot.h"

namespace espalier::world {

namespace {

constexpr const char* kKoreanFables = R"(
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
= autumn@: {weather0.은} {time0}에 {tree0} 잎이 떨어지기 시작했다. | {P}에 가을이 오고 {critter}도 길을 떠났다. | 곧 {place0}에도 겨울이 올 것이었다. | {tree0}가지에서 잎이 지고 {P}에 겨울이 다가왔다.
+ gather<autumn@A: {A:은} 날마다 {food:을} 모아 두었다. | {A:은} 매일 {spot}에서 {food:을} 날라 왔다.
- rest<autumn@A: {A:은} 하루 종일 {tree0} 밑에서 잠만 잤다. | {A:은} {spot} 옆에 앉아 {critter}만 바라보았다. | {A:은} {critter}에게 "일은 내일 할래."라고 말했다.
= snow<autumn@: {weather0.은} {time0}에 눈이 내려 {place0:을} 덮었다. | 어느 날 밤 {P}에 눈이 펑펑 내렸다. | 눈이 {place0:을} 덮자 {critter}도 보이지 않았다.
+ full<gather@A: {A}에게는 {food:이} 넉넉해서 {glad.았}다. | {A:은} 겨우내 집에서 {food:을} 먹었다.
+60 help<full@A: {A:은} {B}에게도 {food:을} 나누어 주었다. | {B:이} 배가 고플 때 {A:은} {food:을} 주었다.
- hungry<rest@A: {A:은} {food:이} 하나도 없어서 배가 고팠다. | {A:은} 춥고 배고프고 {low.았}다.
- beg<hungry@A: {A:은} {B:을} 찾아가 {food:을} 달라고 했다. | {A:은} {B}에게 "{food:을} 조금만 나눠 줘."라고 말했다.
- lesson<beg@B: {B:은} {food:을} 주며 "내년에는 꼭 일해."라고 말했다. | {B:이} 도와주자 {A:은} 열심히 일하겠다고 약속했다.
=70 moral@: 가을에 일하는 자가 겨울에 먹는다. | 오늘 일하면 내일 쉴 수 있다. | 가을에 모은 {food:이} 겨울을 이긴다.

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
+ steady<course@A: {A:은} 느렸지만 {place0:을} 지나 계속 걸었다. | {A:은} 한 걸음 한 걸음 {tree0} 옆을 지나갔다.
+ rival_rest<course@B: {B:은} 한참 앞서가다가 {place0} 옆에 누웠다. | {B:은} {tree0} 밑에서 잠이 들었다.
- boast<course@A: {A:은} "나는 {critter}보다 빨라!"라고 말했다. | {A:은} 웃으며 "{critter}도 {B}보다 빠를 거야."라고 말했다.
- nap<boast@A: {A:은} 가는 길에 {tree0} 밑에 누웠다. | {A:은} {spot2} 옆에서 {critter}처럼 자기로 했다.
- rival_steady<course@B: {B:은} 뒤도 돌아보지 않고 계속 달렸다. | {B:은} 자고 있는 {A:을} 지나쳐 갔다.
+ win<steady@A: 그래서 {A:이} {spot}에 먼저 도착했다. | {B:이} 깨어났을 때 {A:은} 이미 이긴 뒤였다.
- lose<nap@A: {A:이} 깨어났을 때 {B:은} 이미 이긴 뒤였다. | 그래서 {B:이} {spot}에 먼저 도착하고 {A:은} 졌다.
+ joy<win@A: {A:은} {glad.았}고 모두가 손뼉을 쳤다. | 모두가 {A}에게 손뼉을 쳐 주었다.
- shame<lose@A: {A:은} {low.았}고 다시는 뽐내지 않았다. | {A:은} {low.아}서 말없이 집으로 돌아갔다.
=60 moral@: 느려도 꾸준하면 이긴다. | 뽐내는 자는 넘어지기 쉽다. | 느린 {critter:이} 조는 {critter1:을} 이긴다.

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
+ repay<give@B: {B:은} {A}의 목소리를 듣고 {place0}에서 달려왔다. | {B:은} {food:을} 떠올리고 {A:을} 도우러 왔다.
- alone<refuse@A: {A:이} 외쳤지만 {critter}만 대답했다. | {A:은} {B:을} 불렀지만 {critter}만 쳐다보았다.
+ thanks<repay@A: {A:은} {B} 같은 친구가 있어서 {glad.았}다. | {A:은} "{B:은} 참 좋은 친구야."라고 말했다.
- regret<alone@A: {A:은} {low.았}고 {food:을} 생각했다. | {A:은} "{food:을} 나눠 줄걸."이라고 말했다.
=60 moral@: 주는 자에게 복이 온다. | 나눠 먹으면 친구가 된다. | {food} 반쪽도 친구와 먹으면 잔치다.

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
= frost@: 어느 {weather0.은} {time0}에 {place0} 옆 호수가 얼었다. | {place0} 앞 강물이 얼자 {critter:이} 미끄럼을 탔다.
= plan<frost@A: {A:은} 얼음을 건너 {spot:으로} 가고 싶었다. | 건너편 {spot}에는 {A:이} 좋아하는 {food:이} 있었다.
+ test<plan@A: {A:은} 먼저 얼음에 {food0:을} 던져 보았다. | {A:은} {tree0}가지로 얼음을 두드려 보았다.
- step<plan@A: {A:은} {critter}처럼 얼음 위로 뛰어갔다. | {A:은} "얼음이 {thing0}보다 두꺼워."라고 말했다.
-70 warn<plan@B: {B:은} "멈춰, 얼음이 얇아!"라고 외쳤다. | {B:이} 말렸지만 {A:은} 듣지 않았다.
+ around<test@A: 얼음이 갈라지자 {A:은} {place0} 쪽으로 돌아갔다. | 그래서 {A:은} 멀지만 안전한 {place0} 길로 걸어갔다.
- fall<step@A: 얼음이 깨져서 {A:은} {place0} 앞 물에 빠졌다. | 얼음이 갈라지자 {A}도 {critter}도 놀랐다.
+ safe<around@A: {A:은} 늦었지만 무사히 와서 {glad.았}다. | {A:은} 무사히 {spot}에 도착했다.
- saved<fall@B: {B:이} 긴 나뭇가지로 {A:을} 끌어 올렸다. | 다행히 {B:이} 와서 {A:을} 구해 주었다.
- cold<fall@A: {A:은} 온몸이 젖어 춥고 {low.았}다. | {A:은} 감기에 걸려 일주일이나 누워 있었다.
=60 moral@: 돌다리도 두드려 보고 건너야 한다. | 젖는 것보다 늦는 것이 낫다. | 얇은 얼음은 {critter}도 받치지 못한다.

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
= hole@: {A}의 {room0} 지붕에는 구멍이 있었다. | {tree0:이} 쓰러져 {A}의 지붕이 망가졌다.
= clouds@: {P}의 {place0} 위로 먹구름이 몰려왔다. | {B:은} "{place0} 쪽에서 큰비가 올 거야."라고 말했다.
+ mend<clouds@A: {A:은} {tool:을} 꺼내 {room0} 지붕을 고쳤다. | {A:은} {B}에게 {tool:을} 빌려 지붕을 고쳤다.
- wait<clouds@A: {A:은} {critter}에게 "지붕은 내일 고칠래."라고 말했다. | {A:은} {tool:을} {room0}에 두고 잠을 잤다.
= storm<clouds@: 그날 밤 {place0}에 비가 많이 내렸다. | 밤이 되자 비바람에 {tree0:이} 흔들렸다.
+ dry<mend@A: {room0:은} 젖지 않았고 {A:은} {critter}처럼 잤다. | {A}의 {obj}에는 물 한 방울 떨어지지 않았다.
- wet<wait@A: 지붕으로 들어온 빗물이 {room0:과} {obj:을} 적셨다. | 비가 새서 {A}의 {obj:이} 흠뻑 젖었다.
+ joy<dry@A: 아침에 {A:은} {glad.았}다. | {A:은} "미루지 않아서 다행이야."라고 말했다.
- sorry<wet@A: {A:은} 젖은 {obj:을} 보며 {low.았}다. | {A:은} "어제 {tool:을} 쓸걸."이라고 말했다.
=50 moral@: 지붕은 해가 날 때 고쳐야 한다. | 오늘 할 일을 내일로 미루지 말아야 한다. | 마른 {room0:이} 좋은 핑계보다 낫다.

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
= slow<plant@: 몇 주가 지나도 {critter}만 {plant:을} 보러 왔다. | 날이 가도 {plant:은} 자라지 않았다.
+ water<slow@A: {A:은} {time0}마다 {plant}에 물을 주며 기다렸다. | {A:은} 포기하지 않고 {place0}에서 물을 날랐다.
- dig<slow@A: {A:은} 기다리다 지쳐서 {plant:을} 파 버렸다. | {A:은} "{tree0}보다 느려!"라고 외치며 땅을 팠다.
+ bloom<water@: 마침내 {spot} 뒤에 {look2.은} {plant:이} 자라났다. | 여름이 되자 {plant:은} {P}에서 으뜸이 되었다.
- dead<dig@: 그래서 {spot}의 {plant:은} 끝내 자라지 못했다. | 그 뒤로 {spot} 뒤에는 {critter}만 살았다.
+ joy<bloom@A: {A:은} {glad.아}서 {B}에게 보여 주었다. | {B:이} {plant:을} 보러 오자 {A:은} {glad.았}다.
- sorry<dead@A: {A:은} {B}의 {plant:을} 보고 {low.았}다. | {A:은} 빈 땅을 보며 {low.았}다.
=60 moral@: 좋은 일에는 시간이 걸린다. | 기다리는 자가 꽃을 본다. | {tree0}도 하루에 자라지 않는다.

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
- lie<ask@A: {A:은} "{critter:이} 그랬어."라고 말했다. | {A:은} "나는 몰라, {critter:이} 그랬나?"라고 말했다. | {A:은} {critter} 때문이라고 둘러댔다.
+ forgive<admit@B: {B:은} {A:이} 사실대로 말해서 용서해 주었다. | {B:은} "{obj} 이야기를 솔직하게 해 줘서 고마워."라고 말했다.
- seen<lie@B: 하지만 {B:은} {room2}에서 모두 보고 있었다. | 하지만 {B:은} {critter:을} 본 적이 없었다.
+ mend<forgive@A: {A:과} {B:은} 함께 {obj:을} 고쳤다. | 다음 날 {A:은} {B}에게 새 {obj:을} 가져다주었다.
- angry<seen@B: {B:은} {A:이} 거짓말을 해서 {low.았}다. | {B:은} {A}에게 집에 가라고 했다.
+50 friends<mend@: {A:과} {B:은} 오래오래 친구로 지냈다. | {A}도 {B}도 {glad.았}다.
=50 moral@: 진실이 가장 좋은 길이다. | 거짓말은 오래가지 못한다. | 깨진 {obj:이} 거짓말보다 낫다.

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
- hide<cry@A: {A:은} {tree0} 뒤에 숨어서 {critter}처럼 떨었다. | {A:은} 너무 무서워서 {place0:을} 지나지 못했다.
+ pull<jump@A: {A:은} 튼튼한 밧줄로 {B:을} 끌어 올렸다. | {A:이} 나뭇가지를 내밀자 {B:은} 그것을 잡았다.
- other<hide@: 한참 뒤에 {elder:이} {B:을} 구했다. | 결국 {B:은} 혼자 {tree0:을} 잡고 올라왔다.
+ thank<pull@B: {B:은} "{A:이} 나를 살렸어."라고 말했다. | {B:은} 눈물을 글썽이며 {A}에게 고맙다고 했다.
- ask_why<other@B: {B:은} {A}에게 "왜 나를 돕지 않았어?"라고 물었다. | {B:은} {A:이} 오지 않아서 {low.았}다.
- regret<ask_why@A: {A:은} {critter}만 보며 아무 말도 못 했다. | {A:은} {B}에게 "무서웠어."라고 {loud} 말했다.
=60 moral@: 용감한 친구가 참된 친구다. | 어려울 때 돕는 친구가 진짜 친구다. | 작은 {critter}도 용감할 수 있다.

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
- stay<fair@A: {A:은} {place0}에서 놀다가 {obj:을} 잊어버렸다. | {A:은} {critter}처럼 춤을 추느라 {obj:을} 잊었다.
+ bring<leave@A: 저녁에 {A:은} {B}에게 {obj:을} 가져다주었다. | {A:은} {obj:을} 들고 {B}의 문 앞에 섰다.
- wait<stay@B: {B:은} {time0}까지 {place0} 옆에서 기다렸다. | {B:은} 저녁 내내 기다렸지만 {critter}만 왔다.
+ glad<bring@B: {B:은} {glad.아}서 {A:을} 꼭 안아 주었다. | {B:은} "{A:이} 올 줄 알았어."라고 말했다.
- low<wait@B: {B:은} {low.아}서 그냥 잠자리에 들었다. | 다음 날 {B:은} {A}에게 말을 걸지 않았다.
=60 moral@: 약속은 꼭 지켜야 한다. | 약속을 지키면 친구가 믿어 준다. | 약속은 {obj}보다 귀하다.

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
= hard<lesson@A: 처음에는 {critter}도 {A:을} 보고 웃었다. | 첫날에는 {A}에게 되는 일이 하나도 없었다.
+ practise<hard@A: {A:은} {days.이} 일 동안 {way} 연습했다. | {A:은} {days.이} 일 동안 하고 또 했다.
- quit<hard@A: {A:은} {low.아}서 하루 만에 그만두었다. | {A:은} "{elder}도 이것은 어려울 거야."라고 말했다.
+ able<practise@A: 마침내 {A:은} {B}보다 잘하게 되었다. | {days.이} 일이 지나자 {A:은} {skill.는} 일이 쉬워졌다.
- unable<quit@A: 그래서 {A:은} {skill.는} 법을 배우지 못했다. | 모두가 {skill.는} 동안 {A:은} 보기만 했다.
+ proud<able@B: {B:은} {A:을} 보고 {glad.았}다. | {B:은} "{A:은} 포기하지 않았구나."라고 말했다.
- sorry<unable@A: {A:은} "내가 너무 빨리 포기했어."라고 말했다. | {A:은} {B:을} 볼 때마다 {low.았}다.
=50 moral@: 연습하면 못 할 일이 없다. | 하루 만에 배울 수 있는 것은 없다. | {elder}도 처음에는 서툴렀다.

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
- sing<praise@A: {A:은} {glad.아}서 {food:을} 내려놓고 노래했다. | {A:은} 눈을 감고 {critter}처럼 노래했다.
+ eat<see@A: {A:은} {food:을} 먼저 먹고 나서 노래했다. | {A:은} {food:을} 꼭 쥐고 {place0:으로} 가 버렸다.
- steal<sing@B: 그러자 {B:은} {food:을} 물고 {place0:으로} 달아났다. | {B:은} 얼른 {food:을} 들고 사라졌다.
+ leave<eat@B: {B:은} 배고픈 채로 {place0:을} 지나 돌아갔다. | {B:은} {low.아}서 {place0:으로} 가 버렸다.
- regret<steal@A: {A:은} {food:을} 찾았지만 이미 없었다. | 이제 {A:은} 배고프고 {low.았}다.
=60 moral@: 달콤한 말을 다 믿으면 안 된다. | {food:을} 칭찬하는 자는 {food:을} 바란다.
)";

} // namespace

std::string koreanFables()
{
    return kKoreanFables;
}

} // namespace espalier::world
