#include "core/rows/built_in_questions.h"

namespace espalier::built_in {

namespace {

constexpr std::string_view kKoreanFacts = R"(
ask direct * : intro
? {A:은} 어디에 살았나요? | {A}의 집은 어디에 있었나요? | {A:이} 산 곳은 어디인가요?
= {P}
! {A:은} #에 살았다. | {A:이} 산 곳은 #:이다#.

ask direct *p : intro
? {A}의 직업은 무엇인가요? | {A:은} 무슨 일을 하는 사람인가요?
= {A.kind}
! {A}의 직업은 #:이다#. | {A:은} #:이었다#.

ask direct *b : intro
? {A:은} 어떤 동물인가요? | {A:은} 무슨 동물이었나요?
= {A.kind}
! {A:은} #:이었다#.

ask direct *p : friend
? {B}의 직업은 무엇인가요? | {B:은} 무슨 일을 하는 사람인가요?
= {B.kind}
! {B}의 직업은 #:이다#. | {B:은} #:이었다#.

ask direct *b : friend
? {B:은} 어떤 동물인가요? | {B:은} 무슨 동물이었나요?
= {B.kind}
! {B:은} #:이었다#.

ask direct * : likes
? {A:이} 무척 좋아한 것은 무엇인가요? | {A:은} 무엇을 무척 좋아했나요?
= {likedFood}
! {A:은} #:을# 무척 좋아했다.

ask direct * : room
? {room}에는 무엇이 있었나요? | {room}에 있는 물건은 무엇인가요?
= {furniture}
! {room}에는 #:이# 있었다.

ask direct *p : wears
? {A:은} 어떤 옷이나 물건을 몸에 걸쳤나요? | {A:이} 입거나 걸친 것은 무엇인가요?
= {garment}
! {A}에게는 #:이# 있었다.

ask direct purse : find
? {spot}에서 찾은 것은 무엇인가요? | {spot}에는 무엇이 있었나요?
= {obj}
! 그것은 #:이었다#.

ask direct broken : break
? {A:이} 망가뜨린 것은 무엇인가요? | {A:은} 무엇을 망가뜨렸나요?
= {obj}
! {A:은} #:을# 망가뜨렸다.

ask direct seeds : plant
? {A:은} 무엇을 심었나요? | {A:이} 심은 꽃은 무엇인가요?
= {plant}
! {A:은} #:을# 심었다.

ask direct seeds : plant
? {A:은} 어디 뒤에 {plant:을} 심었나요? | {plant:을} 심은 곳은 어디 뒤인가요?
= {spot}
! {A:은} # 뒤에 심었다.

ask direct animal_care : find
? 어떤 동물이 있었나요? | {A:이} 만난 동물은 무엇인가요?
= {pet}
! 그 동물은 #:이었다#.

ask direct gift : birthday wish
? {B:은} 무엇을 갖고 싶어 했나요? | {B:이} 갖고 싶은 것은 무엇인가요?
= {wish}
! {B:은} #:을# 갖고 싶어 했다.

ask direct promise : promise
? {A:은} 무엇을 가져다주기로 했나요? | {A:이} {B}에게 가져다줄 것은 무엇인가요?
= {obj}
! {A:은} #:을# 가져다주기로 했다.

ask direct directions : stranger want
? {B:은} 어디에 가고 싶었나요? | {B:이} 찾는 곳은 어디인가요?
= {dest}
! {B:은} #에 가고 싶었다.

ask direct why_sad : meet reason
? {B:이} 잃어버리거나 망가뜨린 것은 무엇인가요? | {B}에게는 무엇이 없어졌거나 망가졌나요?
= {thing}
! 그것은 {B}의 #:이다#.

ask direct sick : ill cook
? {A:은} {B}에게 어떤 국물 음식을 주었나요? | {A:이} {B:을} 위해 마련한 음식은 무엇인가요?
= {dish}
! {A:은} #:을# 주었다.

ask direct share : has
? {A:은} 무엇을 많이 가지고 있었나요? | {A}에게 많은 것은 무엇인가요?
= {food}
! {A}에게는 #:이# 많았다.
)";

constexpr std::string_view kKoreanHints = R"(
ask indirect purse+ : find give_back
? {A:은} 정직했다, 아니면 정직하지 않았다? | {A:이} 한 일을 보면 {A:은} 정직했다, 정직하지 않았다? | 알맞은 말은 무엇인가요? "{A:은} 정직하지 않았다" 또는 "{A:은} 정직했다"
= 정직했다
! {A:은} 남의 물건을 돌려주어서 #. | 남의 물건을 돌려주어서 {A:은} #.
x 정직하지 않았다

ask indirect purse- : find owner keep
? {A:은} 정직했다, 아니면 정직하지 않았다? | {A:이} 한 일을 보면 {A:은} 정직했다, 정직하지 않았다? | 알맞은 말은 무엇인가요? "{A:은} 정직하지 않았다" 또는 "{A:은} 정직했다"
= 정직하지 않았다
! {A:은} 남의 물건을 숨겨서 #. | 남의 물건을 숨겨서 {A:은} #.
x 정직했다

ask indirect winter+ : autumn gather
? {A:은} 부지런했다, 아니면 게을렀다? | {A:이} 한 일을 보면 {A:은} 부지런했다, 게을렀다? | 알맞은 말은 무엇인가요? "{A:은} 게을렀다" 또는 "{A:은} 부지런했다"
= 부지런했다
! {A:은} 겨울을 준비해서 #. | 겨울을 준비해서 {A:은} #.
x 게을렀다

ask indirect winter- : autumn rest
? {A:은} 부지런했다, 아니면 게을렀다? | {A:이} 한 일을 보면 {A:은} 부지런했다, 게을렀다? | 알맞은 말은 무엇인가요? "{A:은} 게을렀다" 또는 "{A:은} 부지런했다"
= 게을렀다
! {A:은} 겨울을 준비하지 않아서 #. | 겨울을 준비하지 않아서 {A:은} #.
x 부지런했다

ask indirect share+ : ask give
? {A:은} 너그러웠다, 아니면 인색했다? | {A:이} 한 일을 보면 {A:은} 너그러웠다, 인색했다? | 알맞은 말은 무엇인가요? "{A:은} 인색했다" 또는 "{A:은} 너그러웠다"
= 너그러웠다
! {A:은} 나눌 줄 알아서 #. | 나눌 줄 알아서 {A:은} #.
x 인색했다

ask indirect share- : ask refuse
? {A:은} 너그러웠다, 아니면 인색했다? | {A:이} 한 일을 보면 {A:은} 너그러웠다, 인색했다? | 알맞은 말은 무엇인가요? "{A:은} 인색했다" 또는 "{A:은} 너그러웠다"
= 인색했다
! {A:은} 나눌 줄 몰라서 #. | 나눌 줄 몰라서 {A:은} #.
x 너그러웠다

ask indirect ice+ : plan test around
? {A:은} 조심스러웠다, 아니면 조심스럽지 않았다? | {A:이} 한 일을 보면 {A:은} 조심스러웠다, 조심스럽지 않았다? | 알맞은 말은 무엇인가요? "{A:은} 조심스럽지 않았다" 또는 "{A:은} 조심스러웠다"
= 조심스러웠다
! {A:은} 얼음을 먼저 살펴서 #. | 얼음을 먼저 살펴서 {A:은} #.
x 조심스럽지 않았다

ask indirect ice- : plan step fall
? {A:은} 조심스러웠다, 아니면 조심스럽지 않았다? | {A:이} 한 일을 보면 {A:은} 조심스러웠다, 조심스럽지 않았다? | 알맞은 말은 무엇인가요? "{A:은} 조심스럽지 않았다" 또는 "{A:은} 조심스러웠다"
= 조심스럽지 않았다
! {A:은} 얼음을 살피지 않아서 #. | 얼음을 살피지 않아서 {A:은} #.
x 조심스러웠다

ask indirect broken+ : break admit
? {A:은} 정직했다, 아니면 정직하지 않았다? | {A:이} 한 일을 보면 {A:은} 정직했다, 정직하지 않았다? | 알맞은 말은 무엇인가요? "{A:은} 정직하지 않았다" 또는 "{A:은} 정직했다"
= 정직했다
! {A:은} 사실대로 말해서 #. | 사실대로 말해서 {A:은} #.
x 정직하지 않았다

ask indirect broken- : break lie
? {A:은} 정직했다, 아니면 정직하지 않았다? | {A:이} 한 일을 보면 {A:은} 정직했다, 정직하지 않았다? | 알맞은 말은 무엇인가요? "{A:은} 정직하지 않았다" 또는 "{A:은} 정직했다"
= 정직하지 않았다
! {A:은} 거짓말을 해서 #. | 거짓말을 해서 {A:은} #.
x 정직했다

ask indirect rescue+ : danger jump pull
? {A:은} 용감했다, 아니면 용감하지 않았다? | {A:이} 한 일을 보면 {A:은} 용감했다, 용감하지 않았다? | 알맞은 말은 무엇인가요? "{A:은} 용감하지 않았다" 또는 "{A:은} 용감했다"
= 용감했다
! {A:은} 친구를 도와서 #. | 친구를 도와서 {A:은} #.
x 용감하지 않았다

ask indirect rescue- : danger hide
? {A:은} 용감했다, 아니면 용감하지 않았다? | {A:이} 한 일을 보면 {A:은} 용감했다, 용감하지 않았다? | 알맞은 말은 무엇인가요? "{A:은} 용감하지 않았다" 또는 "{A:은} 용감했다"
= 용감하지 않았다
! {A:은} 무서워서 숨었으니 #. | 무서워서 숨었으니 {A:은} #.
x 용감했다

ask indirect promise+ : promise bring
? {A:은} 약속을 지켰다, 아니면 약속을 어겼다? | {A:이} 한 일을 보면 {A:은} 약속을 지켰다, 약속을 어겼다? | 알맞은 말은 무엇인가요? "{A:은} 약속을 어겼다" 또는 "{A:은} 약속을 지켰다"
= 약속을 지켰다
! {A:은} 그날 #. | 그날 {A:은} #.
x 약속을 어겼다

ask indirect promise- : promise stay
? {A:은} 약속을 지켰다, 아니면 약속을 어겼다? | {A:이} 한 일을 보면 {A:은} 약속을 지켰다, 약속을 어겼다? | 알맞은 말은 무엇인가요? "{A:은} 약속을 어겼다" 또는 "{A:은} 약속을 지켰다"
= 약속을 어겼다
! {A:은} 그날 #. | 그날 {A:은} #.
x 약속을 지켰다

ask indirect learn+ : wish practise
? {A:은} 꾸준했다, 아니면 꾸준하지 않았다? | {A:이} 한 일을 보면 {A:은} 꾸준했다, 꾸준하지 않았다? | 알맞은 말은 무엇인가요? "{A:은} 꾸준하지 않았다" 또는 "{A:은} 꾸준했다"
= 꾸준했다
! {A:은} 포기하지 않아서 #. | 포기하지 않아서 {A:은} #.
x 꾸준하지 않았다

ask indirect learn- : wish quit
? {A:은} 꾸준했다, 아니면 꾸준하지 않았다? | {A:이} 한 일을 보면 {A:은} 꾸준했다, 꾸준하지 않았다? | 알맞은 말은 무엇인가요? "{A:은} 꾸준하지 않았다" 또는 "{A:은} 꾸준했다"
= 꾸준하지 않았다
! {A:은} 금방 그만두어서 #. | 금방 그만두어서 {A:은} #.
x 꾸준했다

ask indirect flatter+ : has praise see
? {A:은} 똑똑했다, 아니면 어리석었다? | {A:이} 한 일을 보면 {A:은} 똑똑했다, 어리석었다? | 알맞은 말은 무엇인가요? "{A:은} 어리석었다" 또는 "{A:은} 똑똑했다"
= 똑똑했다
! {A:은} 거짓 칭찬을 알아차려서 #. | 거짓 칭찬을 알아차려서 {A:은} #.
x 어리석었다

ask indirect flatter- : has praise sing steal
? {A:은} 똑똑했다, 아니면 어리석었다? | {A:이} 한 일을 보면 {A:은} 똑똑했다, 어리석었다? | 알맞은 말은 무엇인가요? "{A:은} 어리석었다" 또는 "{A:은} 똑똑했다"
= 어리석었다
! {A:은} 거짓 칭찬에 속아서 #. | 거짓 칭찬에 속아서 {A:은} #.
x 똑똑했다

ask indirect seeds+ : plant water bloom
? {A:은} 참을성이 있었다, 아니면 참을성이 없었다? | {A:이} 한 일을 보면 {A:은} 참을성이 있었다, 참을성이 없었다? | 알맞은 말은 무엇인가요? "{A:은} 참을성이 없었다" 또는 "{A:은} 참을성이 있었다"
= 참을성이 있었다
! {A:은} 끝까지 기다려서 #. | 끝까지 기다려서 {A:은} #.
x 참을성이 없었다

ask indirect seeds- : plant dig
? {A:은} 참을성이 있었다, 아니면 참을성이 없었다? | {A:이} 한 일을 보면 {A:은} 참을성이 있었다, 참을성이 없었다? | 알맞은 말은 무엇인가요? "{A:은} 참을성이 없었다" 또는 "{A:은} 참을성이 있었다"
= 참을성이 없었다
! {A:은} 기다리지 못해서 #. | 기다리지 못해서 {A:은} #.
x 참을성이 있었다

ask indirect purse : find owner
? {obj:을} 잃어버린 것은 누구인가요? | {A:은} {obj:을} 누구에게 주어야 하나요?
= {B}
! {obj}의 주인은 #:이다#.
x {A}

ask indirect race+ : steady rival_rest
? {A:과} {B} 가운데 누가 먼저 도착했을까요? | 시합에서 누가 이겼을까요, {B:이나} {A} 가운데?
= {A}
! #:이# 이겼다.
x {B}

ask indirect race- : nap rival_steady
? {A:과} {B} 가운데 누가 먼저 도착했을까요? | 시합에서 누가 이겼을까요, {B:이나} {A} 가운데?
= {B}
! #:이# 이겼다.
x {A}

ask indirect roof+ : clouds mend storm
? {A}의 집은 비에 젖었다, 젖지 않았다 가운데 어느 쪽일까요? | 비가 온 뒤에 {A}의 집은 어떻게 되었나요, 젖었다 아니면 젖지 않았다?
= 젖지 않았다
! {A:이} 지붕을 고쳐서 집은 #.
x 젖었다

ask indirect roof- : hole wait storm
? {A}의 집은 비에 젖지 않았다, 젖었다 가운데 어느 쪽일까요? | 비가 온 뒤에 {A}의 집은 어떻게 되었나요, 젖었다 아니면 젖지 않았다?
= 젖었다
! {A:이} 지붕을 고치지 않아서 집은 #.
x 젖지 않았다

ask indirect gift+ : wish give
? 선물을 받은 {B:은} 기뻤다, 슬펐다 가운데 어느 쪽일까요? | {B}의 마음은 어땠을까요, 슬펐다 아니면 기뻤다?
= 기뻤다
! 갖고 싶은 것을 받아서 {B:은} #.
x 슬펐다

ask indirect gift- : wish give_wrong
? 선물을 받은 {B:은} 기뻤다, 슬펐다 가운데 어느 쪽일까요? | {B}의 마음은 어땠을까요, 슬펐다 아니면 기뻤다?
= 슬펐다
! 바라던 것이 아니라서 {B:은} #.
x 기뻤다

ask indirect lost : use miss
? {A:은} {obj:을} 어디에서 찾아야 할까요? | {obj:은} 마지막에 어디에 있었나요? | {obj:은} 어디에 있을까요?
= {spot}
! {obj:은} #에 있을 것이다.

ask indirect craft : need ask
? {A:은} {B}에게서 무엇을 받고 싶었나요? | {A:은} 무엇 때문에 {B:을} 찾았나요?
= {obj}
! {A}에게는 #:이# 필요했다.
)";

constexpr std::string_view kKoreanSums = R"(
ask sum gather : first second
? {item:은} 모두 몇인가요? | 이제 {A}에게 있는 {item:은} 몇인가요? | {item}의 수를 모두 더하면 몇인가요?
= {s}
! {item:은} 모두 #:이다#. | 답은 #:이다#.
via count

ask sum give : first give
? {A}에게 남은 {item:은} 몇인가요? | 이제 {item:은} 몇이나 남았나요? | {item}의 수에서 없어진 수를 빼면 몇인가요?
= {d}
! 남은 {item:은} #:이다#. | 답은 #:이다#.
via count

ask sum groups : holders each
? {item:은} 모두 몇인가요? | 바구니에 든 {item:을} 모두 세면 몇인가요?
= {p}
! {item:은} 모두 #:이다#. | 답은 #:이다#.
via count

ask sum market : purse price buy
? {A}에게 남은 동전은 몇 닢인가요? 수만 말하면 몇인가요? | 이제 동전은 몇이나 남았나요?
= {d}
! 남은 동전의 수는 #:이다#. | 답은 #:이다#.
via count

ask sum ages : age older
? {B}의 나이는 몇인가요? | {B:이} 몇 살인지 수로 말하면 몇인가요?
= {s}
! {B}의 나이는 #:이다#. | 답은 #:이다#.
via answer

ask sum riddle : riddle hint
? {A:이} 생각한 수는 몇인가요? | {A}의 수는 무엇인가요?
= {m}
! 그 수는 #:이다#. | 답은 #:이다#.
via answer

ask sum_steps two_step : first second third
? {A}에게 남은 {item:은} 몇인가요? | 이제 {A}의 {item:은} 모두 몇인가요? | {item:은} 몇이나 남았나요?
= {d}
! 남은 {item:은} #:이다#. | 답은 #:이다#.
via count1 count2

ask sum_steps gather : first second
? {A:은} 그 가운데 {k.두} {item.counter:을} {B}에게 주었다. 남은 {item:은} 몇인가요? | 그 뒤에 {A:은} {k.두} {item.counter:을} 잃어버렸다. {item:은} 몇이나 남았나요?
= {r}
! 남은 {item:은} #:이다#. | 답은 #:이다#.
with minus k s r

ask sum_steps give : first give
? 그 뒤에 {A:은} {k.두} {item.counter:을} 더 얻었다. 이제 {item:은} 모두 몇인가요? | {B:이} {A}에게 {k.두} {item.counter:을} 더 가져왔다. {A}의 {item:은} 몇인가요?
= {r}
! 이제 {item:은} #:이다#. | 답은 #:이다#.
with plus k d r

ask sum_steps groups : holders each
? {B:이} 그 가운데 {k.두} {item.counter:을} 가져갔다. 남은 {item:은} 몇인가요? | {A:은} 그 가운데 {k.두} {item.counter:을} {B}에게 주었다. {item:은} 몇이나 남았나요?
= {r}
! 남은 {item:은} #:이다#. | 답은 #:이다#.
with minus k p r

ask sum_steps market : purse price buy
? 집에 오는 길에 {A:은} 동전 {k.두} 닢을 주웠다. 이제 동전은 몇인가요? | 그 뒤에 {A:은} 동전 {k.두} 닢을 더 얻었다. 동전의 수는 몇인가요?
= {r}
! 동전의 수는 #:이다#. | 답은 #:이다#.
with plus k d r
)";

constexpr std::string_view kKoreanPuzzles = R"(
ask compare more : first second
? {A:과} {B} 가운데 누구의 {item:이} 더 많은가요? | {item:이} 더 많은 쪽은 누구인가요, {B:이나} {A} 가운데?
= {A}
! #의 {item:이} 더 많다.
x {B}

ask compare more : first second
? {A:과} {B} 가운데 누구의 {item:이} 더 적은가요? | {item:이} 더 적은 쪽은 누구인가요, {B:이나} {A} 가운데?
= {B}
! #의 {item:이} 더 적다.
x {A}

ask compare more : first second
? {A}의 {item:은} {B}의 것보다 몇이나 더 많은가요? | 두 수의 차이는 몇인가요?
= {d}
! 차이는 #:이다#. | 답은 #:이다#.

ask compare ages : age older
? {A:과} {B} 가운데 누가 더 나이가 많은가요? | 먼저 태어난 쪽은 누구인가요, {B:이나} {A} 가운데?
= {B}
! #:이# 나이가 더 많다.
x {A}

ask compare ages : age older
? {A:과} {B} 가운데 누가 더 어린가요? | 나중에 태어난 쪽은 누구인가요, {B:이나} {A} 가운데?
= {A}
! #:이# 더 어리다.
x {B}

ask compare heavier : first
? {x:과} {y} 가운데 더 {q.은} 것은 무엇인가요? | 더 {q.은} 것은 어느 것인가요, {y:이나} {x} 가운데?
= {x}
! 더 {q.은} 것은 #:이다#.
x {y}

ask compare heavier : second
? {z:과} {y} 가운데 덜 {q.은} 것은 무엇인가요? | 덜 {q.은} 것은 어느 것인가요, {y:이나} {z} 가운데?
= {z}
! 덜 {q.은} 것은 #:이다#.
x {y}

ask logic taller : first second
? 셋 가운데 누가 가장 {q.은}가요? | 가장 {q.은} 쪽은 누구인가요, {C}, {A}, {B} 가운데?
= {A}
! 가장 {q.은} 것은 #:이다#.
works 가장 {q.은} 쪽부터 {A}, {B}, {C}.
x {B} | {C}
holds order: {A}, {B}, {C}; {A} before {B}; {B} before {C}; ask: first

ask logic taller : first second
? 셋 가운데 누가 가장 덜 {q.은}가요? | 가장 덜 {q.은} 쪽은 누구인가요, {C}, {A}, {B} 가운데?
= {C}
! 가장 덜 {q.은} 것은 #:이다#.
works 가장 {q.은} 쪽부터 {A}, {B}, {C}.
x {A} | {B}
holds order: {A}, {B}, {C}; {A} before {B}; {B} before {C}; ask: last

ask logic taller : first second
? {A:은} {C}보다 더 {q.은}가요? 네 또는 아니요로 말하면 무엇인가요? | {A:과} {C} 가운데 {A:이} 더 {q.은}가요, 네 아니면 아니요?
= 네
! 답은 "#"이다.
works 가장 {q.은} 쪽부터 {A}, {B}, {C}.
x 아니요
holds order: {A}, {B}, {C}; {A} before {B}; {B} before {C}; ask: {A} before {C}

ask logic taller : first second
? {C:은} {A}보다 더 {q.은}가요? 네 또는 아니요로 말하면 무엇인가요? | {A:과} {C} 가운데 {C:이} 더 {q.은}가요, 네 아니면 아니요?
= 아니요
! 답은 "#"이다.
works 가장 {q.은} 쪽부터 {A}, {B}, {C}.
x 네
holds order: {A}, {B}, {C}; {A} before {B}; {B} before {C}; ask: {C} before {A}

ask logic taller : first second
? 가장 {q.은} 쪽부터 셋의 이름을 차례로 쓰면 무엇인가요? | 세 이름을 가장 {q.은} 쪽부터 말해 보세요.
= {A}, {B}, {C}
! 차례는 #:이다#.
works 가장 {q.은} 쪽부터 {A}, {B}, {C}.
x {B}, {A}, {C} | {C}, {B}, {A} | {A}, {C}, {B}
holds order: {A}, {B}, {C}; {A} before {B}; {B} before {C}; ask: all

ask logic heavier : first second
? 셋 가운데 가장 {q.은} 것은 무엇인가요? | 가장 {q.은} 것은 어느 것인가요, {z}, {x}, {y} 가운데?
= {x}
! 가장 {q.은} 것은 #:이다#.
works 가장 {q.은} 것부터 {x}, {y}, {z}.
x {y} | {z}
holds order: {x}, {y}, {z}; {x} before {y}; {y} before {z}; ask: first

ask logic heavier : first second
? 셋 가운데 가장 덜 {q.은} 것은 무엇인가요? | 가장 덜 {q.은} 것은 어느 것인가요, {y}, {z}, {x} 가운데?
= {z}
! 가장 덜 {q.은} 것은 #:이다#.
works 가장 {q.은} 것부터 {x}, {y}, {z}.
x {x} | {y}
holds order: {x}, {y}, {z}; {x} before {y}; {y} before {z}; ask: last

ask logic boxes : colours hidden not1 not2
? {obj:은} 어떤 상자에 있나요? | {B:은} 어떤 색 상자를 열어야 하나요? | {obj:이} 든 상자는 무슨 색인가요?
= {c3.은} 상자
! {obj:은} #에 있다.
works {c1.은} 상자도 {c2.은} 상자도 아니다.
x {c1.은} 상자 | {c2.은} 상자
holds assign: {obj} = {c1.은} 상자, {c2.은} 상자, {c3.은} 상자; {obj} is not {c1.은} 상자; {obj} is not {c2.은} 상자; ask: {obj}
)";

const std::string& allKorean()
{
    static const std::string text = std::string(kKoreanFacts) + std::string(kKoreanHints) +
                                    std::string(kKoreanSums) + std::string(kKoreanPuzzles);
    return text;
}

} // namespace

std::string_view koreanQuestions()
{
    return allKorean();
}

} // namespace espalier::built_in
