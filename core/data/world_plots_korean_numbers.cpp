#include "core/data/world_plot.h"

namespace espalier::world {

namespace {

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
= meet@: 어느 {weather0.은} {time0}에 {A:과} {B:은} {spot} 옆에 앉았다. | {A:과} {B:은} 수수께끼를 좋아했다.
=/ riddle@A: {A:은} {B}에게 "내가 생각하는 수를 맞혀 봐."라고 말했다. | {A:은} {B}에게 "나는 어떤 수를 생각하고 있어."라고 말했다.
= hint<riddle@A: {A:은} "그 수에 {n.둘:을} 더하면 {s.둘:이야}."라고 말했다. | {A:은} "거기에 {n.둘:을} 더하면 {s.둘:이야}."라고 말했다.
= think<hint@B: {B:은} {critter:을} 보며 생각했다. | {B:은} 눈을 감고 {tree0} 밑에서 셈을 했다.
= answer<think@B: {B:은} "{m.둘}에 {n.둘:을} 더하면 {s.둘:이니까} {m.둘:이야}."라고 말했다. | {B:은} "그 수는 {m.둘:이야}."라고 말했다. | {B:은} "{s.둘}에서 {n.둘:을} 빼면 {m.둘:이야}."라고 말했다.
= right<answer@A: {A:은} {B}에게 "맞았어!"라고 외쳤다. | 답이 맞아서 {A:은} {glad.았}다.
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
=. first@A: {A:은} {B}보다 {q.았}다. | {B:은} {A}만큼 {q}지 않았다.
=. second@B: {B:은} {C}보다 {q.았}다. | {C:은} {B}만큼 {q}지 않았다.
=. so<first@A: 그러니 {A:은} {C}보다도 {q.았}다. | 따라서 {A:은} {C}보다 {q.았}다.
=. top<so@A: 셋 가운데 {A:이} 가장 {q.았}다. | {B:은} "그럼 {A:이} 가장 {q.아}."라고 말했다.
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
=. first@: {x:은} {y}보다 {q.았}다. | {y:은} {x}만큼 {q}지 않았다.
=. second@: {y:은} {z}보다 {q.았}다. | {z:은} {y}만큼 {q}지 않았다.
=. so<first@: 그러니 {x:은} {z}보다도 {q.았}다. | {A:은} "그럼 {x:이} {z}보다 더 {q.아}."라고 말했다.
=. top<so@: 그 가운데 {x:이} 가장 {q.았}다. | {B:은} "그럼 {x:이} 가장 {q.아}."라고 말했다.
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
= boxes@: {spot} 옆에서 {A:은} 상자 세 개를 보여 주었다. | 어느 {weather0.은} {time0}에 {A:은} {B}에게 상자 세 개를 보여 주었다.
=. colours@: {A}의 상자는 {c1}고, {c2}고, {c3.았}다. | {B:은} {c1.은} 상자와 {c2.은} 상자와 {c3.은} 상자를 보았다.
=. hidden@A: {A:은} 그 가운데 하나에 {obj:을} 숨겼다. | {A:은} "상자 하나에 {obj:이} 들어 있어."라고 말했다.
=/ ask@A: {A:은} "{obj:은} 어디에 있을까?"라고 물었다. | {B:은} {obj:이} 어디에 있는지 맞혀야 했다.
=. not1@A: {A:은} "{c1.은} 상자에는 없어."라고 말했다. | {obj:은} {c1.은} 상자에 없었다.
=. not2@A: {A:은} "{c2.은} 상자에도 없어."라고 말했다. | {c2.은} 상자에도 없었다.
=. so<not2@B: {B:은} "그럼 {c3.은} 상자에 있겠구나."라고 말했다. | 그래서 {B:은} {c3.은} 상자를 열었다.
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

} // namespace

std::string koreanNumbers()
{
    return std::string(kSums) + kPuzzles;
}

} // namespace espalier::world
