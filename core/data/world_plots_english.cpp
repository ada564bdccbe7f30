#include "core/data/world_plot.h"

namespace espalier::world {

namespace {

// Pieces that many plots begin with.
constexpr const char* kEnglishParts = R"(
part variety
fresh manner manners
fresh tone tones
fresh elder jobs
fresh weather0 temper
fresh time0 dayparts
fresh critter critters
fresh place0 spots
fresh meal0 dishes
fresh tree0 trees
fresh thing0 home
fresh food0 foods
fresh room0 rooms
fresh place1 spots
fresh weather9 temper
fresh time9 dayparts
fresh critter9 critters
fresh idle9 idles
fresh place9 spots
fresh elder9 jobs
fresh sky9 skies
fresh tree9 trees
fresh gesture9 gestures
fresh meal9 dishes
fresh busy9 hobbies
fresh surprise9 surprises
open On a {weather9} {time9} | One {weather9} {time9} | While a {critter9} {idle9.ed}, | While the {elder9} {idle9.ed}, | Under the {sky9} | Under the {tree9}
openname With a {gesture9}, | Not far from the {place9}, | After some {meal9}, | After {busy9.ing}, | To the {surprise9} of the {elder9},
close while a {critter9} {idle9.ed} | while the {elder9} {idle9.ed} | on a {weather9} {time9} | under the {sky9} | under the {tree9}
closesay with a {gesture9} | before {busy9.ing} | after some {meal9} | near the {place9}

part one
=p intro@A: {A} was a {A.kind} who lived in {P}. | {A} lived in {P} and worked as a {A.kind}. | There was once a {A.kind} named {A} in {P}. | In {P} there lived a {A.kind} called {A}. | A {A.kind} called {A} lived in {P}. | The {A.kind} of {P} was called {A}.
=b intro@A: Once a {A.kind} named {A} lived in {P}. | Long ago a {A.kind} called {A} lived in {P}. | There was once a {A.kind} named {A} in {P}. | Deep in {P} there lived {A}, a {A.kind}. | {A} was a {A.kind} and lived in {P}. | In {P} there lived a {A.kind} called {A}.

part friend
= friend@B: The best friend of {A} was a {B.kind} named {B}. | {B}, a {B.kind}, was the neighbour of {A}. | {A} and the {B.kind} {B} were good friends. | {A} had a friend called {B}, a {B.kind}. | A {B.kind} called {B} lived next to {A}. | Not far from {A} lived {B}, a {B.kind}.

part trait
=70 trait@A: {A} was {T}. | Everyone knew that {A} was {T}. | {A} was a very {T} {A.kind}. | People said that {A} was {T}. | {A} was known to be {T}. | All of {P} knew that {A} was {T}.

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
=25 likes@A: {A} liked {likedFood.s} and loved to {hobby}. | {A} loved {dish0} more than {likedFood.s}. | Every evening {A} liked to {hobby}. | {A} was fond of {hobby.ing}.
=p20 wears@A: {A} always wore a {colour} {garment}. | {A} had a {look} {colour} {garment}.
=p20 room@A: In the {room} of {A} stood a {look} {furniture}. | There was a {furniture} in the {room} of {A}.
=25 day@: It was a {temper} morning in {P}. | It was a {temper} day in {P}. | The morning was {temper} in all of {P}.

part plain
pick likedFood foods
pick hobby hobbies
pick dish0 dishes
pick colour colors
pick garment clothes
pick look looks
fact likes A likedFood
=30 likes@A: {A} liked {likedFood.s} and loved to {hobby}. | {A} loved {dish0} more than {likedFood.s}. | Every evening {A} liked to {hobby}. | {A} was fond of {hobby.ing}.
=p30 wears@A: {A} always wore a {colour} {garment}. | {A} had a {look} {colour} {garment}.
)";

} // namespace

std::string englishPlots()
{
    return kEnglishParts + englishFables() + englishNumbers() + englishDaily();
}

} // namespace espalier::world
