#include "core/data/world_plot.h"

namespace espalier::world {

namespace {

// 여러 이야기가 함께 쓰는 첫머리.
constexpr const char* kKoreanParts = R"(
part variety
fresh manner manners
fresh tone tones
fresh elder jobs
fresh weather0 temper
fresh time0 dayparts
fresh critter critters
fresh place0 spots
fresh tree0 trees
fresh thing0 home
fresh food0 foods
fresh room0 rooms
fresh critter1 critters
fresh weather9 temper
fresh time9 dayparts
fresh critter9 critters
fresh idle9 idles
fresh elder9 jobs
fresh place9 spots
fresh meal9 dishes
fresh busy9 hobbies
open {weather9.은} {time9}에 | 어느 {weather9.은} {time9}에 | 그 {weather9.은} {time9}에
open {critter9:이} {idle9.는} 동안 | {elder9:이} {idle9.는} 사이에 | {place9} 옆에서 {critter9:이} {idle9.는} 동안
open {place9} 옆에서 | {place9} 근처에서 | {elder9:이} 보는 앞에서
open {meal9:을} 먹고 나서 | {busy9}고 나서 | {busy9}다가 문득

part one
=p intro@A: {P}에 {A:이라는} {A.kind:이} 살았다. | 옛날 {P}에 {A:이라는} {A.kind:이} 살고 있었다. | {A:은} {P}에 사는 {A.kind:이었다}. | {P}에는 {A:이라는} {A.kind:이} 있었다. | {A.kind} {A:은} {P}에 살았다. | {A:은} {P}에서 이름난 {A.kind:이었다}.
=b intro@A: {P}에 {A:이라는} {A.kind} 한 마리가 살았다. | 옛날 {P}에 {A:이라는} {A.kind} 한 마리가 살고 있었다. | 옛날 옛적 {P}에 {A.kind} {A:이} 살았다. | {A:은} {P}에 사는 {A.kind:이었다}. | {P}에는 {A:이라는} {A.kind:이} 있었다. | {A.kind} {A:은} {P}에 살았다.

part friend
= friend@B: {A}의 이웃에는 {B:이라는} {B.kind:이} 살았다. | {A}의 가장 친한 친구는 {B.kind} {B:이었다}. | {A}에게는 {B:이라는} {B.kind} 친구가 있었다. | {A:은} {B.kind} {B:과} 친하게 지냈다. | 그 옆집에는 {B.kind} {B:이} 살았다.

part trait
=70 trait@A: {A:은} 무척 {T.았}다. | {A:은} {T.은} {A.kind:이었다}. | 모두들 {A:이} {T}다고 말했다. | {A:은} {T}기로 소문이 났다. | {P}에서 {A}만큼 {T.은} {A.kind:은} 없었다.

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
=25 likes@A: {A:은} {likedFood:을} 무척 좋아했다. | {A:은} {dish0:을} 즐겨 먹었다. | {A:은} {hobby.는} 것을 좋아했다. | {A:은} 저녁마다 {hobby}곤 했다.
=p25 wears@A: {A}에게는 {colour.은} {garment:이} 있었다. | {A:은} {look.은} {garment:을} 아꼈다.
=p20 room@A: {A}의 {room}에는 {look.은} {furniture:이} 있었다. | {room}에는 {furniture:이} 놓여 있었다.
=25 day@: {temper.은} 아침이었다. | 어느 {temper.은} 날이었다. | 그날은 아침부터 날씨가 {temper.았}다.

part plain
pick likedFood foods
pick hobby hobbies
pick dish0 dishes
pick colour colors
pick garment clothes
pick look looks
fact likes A likedFood
=30 likes@A: {A:은} {likedFood:을} 무척 좋아했다. | {A:은} {dish0:을} 즐겨 먹었다. | {A:은} {hobby.는} 것을 좋아했다. | {A:은} 저녁마다 {hobby}곤 했다.
=p30 wears@A: {A}에게는 {colour.은} {garment:이} 있었다. | {A:은} {look.은} {garment:을} 아꼈다.
)";

} // namespace

std::string koreanPlots()
{
    return kKoreanParts + koreanFables() + koreanNumbers() + koreanDaily();
}

} // namespace espalier::world
