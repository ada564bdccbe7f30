#include "core/data/world_plot.h"

namespace espalier::world {

namespace {

constexpr const char* kEnglishDaily = R"(
plot craft
world people
cast A B
weight 3
pick obj hardware
pick color2 crafted
pick look2 looks
pick stuff materials
pick make making
pick way ways
pick glad happy
use one
use friend
use colour
fact made B obj
fact made_of obj stuff
= need@A: {A} needed a new {obj} for the {place0}. | The {obj} of {A} was broken.
= ask<need@A: "{B}, can you make me a {obj}?" asked {A}. | So {A} went to {B} and asked for a {obj}.
= agree<ask@B: "Yes, but I need some {stuff}," said {B}. | {B} was ready to help {A}, but had no {stuff}.
= bring<agree@A: {A} brought {B} {stuff} from the {place0}. | The next {time0} {A} came back with {stuff}.
= work<bring@B: {B} worked {way} until the {weather0} evening. | {B} sat by the {place0} and began to {make} the {obj}.
= done<work@B: Then the {color2} {obj} was ready for {A}. | In the {time0} {B} had made a {look2} {obj} of {stuff}.
= pay<done@A: {A} was {glad} and paid {B} for the {obj}. | "It is the best {obj} in {P}," said {A}. | {A} thanked {B} for the {obj}.

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
= need@A: {A} needed a new {obj} for the {weather0} days. | The {obj} of {A} was full of holes.
= ask<need@A: "{B}, can you sew me a {obj}?" asked {A}. | {A} went to {B} and asked for a {obj}.
= agree<ask@B: "Yes, but I need some {color2} {stuff}," said {B}. | "Bring me some {stuff}, {A}," said {B}.
= bring<agree@A: {A} brought {B} {color2} {stuff} from the {place0}. | The next {time0} {A} came back with {color2} {stuff}.
= work<bring@B: {B} sewed {way} until the {weather0} evening. | {B} took a needle and sewed the {obj} {way}.
= done<work@B: Then the {color2} {obj} was ready. | In the {time0} {B} had made a {look2} {obj} of {stuff}.
= pay<done@A: {A} was {glad} and paid {B} for the {obj}. | "It is the warmest {obj} in {P}," said {A}. | {A} put the {obj} on and was {glad}.

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
+ birthday@B: It was the birthday of {B}. | Soon {B} would have a birthday.
- birthday@B: {B} had a birthday. | It was the birthday of {B}.
= wish@B: {B} had always wanted a {color2} {wish}. | {B} wanted a {wish} more than a {other}.
+ listen<wish@A: {A} knew this and thought of a {wish}. | "{B} needs a {wish}," thought {A}.
- ignore<wish@A: {A} did not ask what {B} wanted. | {A} never listened to {B}, only to a {critter}.
+ give<listen@A: So {A} gave {B} a {look2} {wish}. | {A} bought a {color2} {wish} and gave it to {B}.
- give_wrong<ignore@A: So {A} gave {B} an old {other}. | {A} brought {B} a {other} instead.
+ joy<give@B: {B} was {glad} and hugged {A}. | "How did you know, {A}?" asked {B}. | {B} was {glad} because the {wish} was just right.
- disappointed<give_wrong@B: {B} was {low} and put the {other} away. | {B} said nothing, but was {low} about the {other}.
+50 use<joy@B: After that {B} kept the {wish} near a {thing0}. | {B} showed the {wish} to the {elder}.
-50 advice<disappointed@B: "Next time please ask me, {A}," said {B}.
=40 moral@: A good friend listens. | The best gift comes from the heart. | A {other} is a poor gift without a thought.

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
+ sun@: In the morning the sun shone on the {place0}. | The sky over {P} was blue, and a {critter} came out.
- rain@: In the morning rain fell on the {place0}. | Dark clouds came over the {place0} of {P}.
= plan@A: {A} and {B} wanted to go to the {spot}. | {A} and {B} had planned a trip to the {spot}.
+ go<sun@A: The {weather0} weather made {A} and {B} set out early. | So {A} packed some {food.s} for the trip with {B}.
- cancel<rain@A: Now the road from {P} to the {spot} was full of mud. | So {A} and {B} could not go to the {spot}.
- low<cancel@B: {B} was {low} and looked at the {place0} in the rain. | "What a pity, {A}!" said {B}.
+ there<go@: At the {spot} {A} and {B} {hobby2.ed} and {hobby3.ed}. | {A} and {B} {hobby2.ed} at the {spot} all {time0} long.
- inside<cancel@A: "We can {hobby4} at home, {B}," said {A}. | So {A} and {B} stayed inside and {hobby4.ed}.
= eat@: At noon {A} and {B} ate {food.s}. | {B} was hungry and ate some {food.s}.
=. end@: In the {time0} both {A} and {B} were {glad}. | It was a good {time0} for {A} and {B} after all.

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
= meet@A: One day {A} met {B} near the {spot}. | On the way to the {spot}, {A} saw {B}.
= cry@B: {B} looked {low}. | {B} sat by a {tree0} and wept {loud}.
=/ ask<cry@A: "{B}, why are you so {low}?" asked {A}. | {A} asked, "What is the matter, {B}?"
=/ reason<ask@B: "I am {low} because I lost my {thing}," said {B}. | "I lost my {thing} at the {spot}," said {B}. | "My {color2} {thing} is broken," said {B}.
=/ offer<reason@A: "Do not be {low}, {B}, I will help you," said {A}. | "You can have my {thing}, {B}," said {A}. | "Let us look near the {place0} together," said {A}.
=/ happy<offer@B: "Thank you, {A}, now I am {glad} again," said {B}. | "You are very kind, {A}," said {B}.
= end<happy@: {A} and {B} walked home together past the {place0}. | Soon {B} was {glad} again. | From that {time0} on {A} and {B} were friends.

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
= stranger@B: {B}, a {B.kind}, came to {P} for the first time. | One {time0} {B}, a {B.kind}, came to {P}.
= want@B: {B} wanted to go to the {dest}. | {B} was looking for the {dest}.
=/ ask<want@B: "{A}, where is the {dest}?" asked {B}. | {B} asked {A}, "Where do I find the {dest}?"
=/ answer<ask@A: "Go past the {mid} and turn left," said {A}. | "Turn right at the {mid}, {B}," said {A}. | "From the {mid} go to the left, {B}," said {A}.
= answer2<answer@A: "The {dest} is next to the {last}," said {A}. | "Then you will see the {dest} behind the {last}," said {A}.
=/ far@B: "Is it far, {A}?" asked {B}. | "How long does it take to the {dest}?" asked {B}.
=/ minutes<far@A: "It takes about {n} minutes," said {A}. | "You can walk there in {n} minutes, {B}," said {A}.
= found<answer@B: {B} thanked {A} and found the {dest}. | {B} went past the {mid} and soon saw the {last}.
=50 buy<found@B: There {B} bought a {obj}. | There {B} sold a {obj}.

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
num days 2 9
use one
use friend
use colour
fact ill B days
= ill@B: One {weather0} {time0} {B} fell ill. | {B} had a cold and could not get up. | {B} lay in bed and was {low}.
= hear<ill@A: {A} heard this from the {elder} and went to see {B}. | {A} went past the {place0} to visit {B}.
= cook<hear@A: {A} cooked {dish} and brought {B} some {food.s}. | {A} brought {B} {dish}.
= comfort<hear@A: {A} put a {flower} beside the bed. | {A} sat by the {flower} and talked {way}.
=/ say@A: "Eat this, {B}, and you will feel better," said {A}. | "You must rest for {days} days, {B}," said {A}.
= better<cook@B: After {days} days {B} was well again. | The {dish} was good, and soon {B} was well.
= thank<better@B: "Your {dish} made me strong, {A}," said {B}. | {B} was {glad} and gave {A} a {look2} {flower}.
=40 moral@: A friend is the best medicine. | Kindness helps more than medicine. | A {food} from a friend heals a cold.

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
= find@A: Near the {spot} {A} found a little {color2} {pet}. | Under a {tree} sat a little {pet}, and {A} stopped.
= hurt<find@: The {pet} by the {spot} was hungry and cold. | The {pet} was hurt and could not move.
= carry<hurt@A: {A} took the {pet} home past the {spot} and kept it warm. | {A} carried the {pet} home in a {thing0}.
= feed<carry@A: {A} gave the {pet} water and {dish}. | Every {time0} {A} fed the {pet}.
=60 visit@B: {B} came to see the {color2} {pet}. | "What a sweet {pet}!" said {B}.
= strong<feed@: In the {room0} of {A} the {pet} grew strong again. | Soon the {pet} was well.
= free<strong@A: {A} took the {pet} back to the {tree}. | Then {A} let the {pet} go free near the {tree}.
=70 low<free@A: {A} was a little {low} without the {pet}. | The {pet} looked back once at {A} and was gone.
)";

} // namespace

std::string englishDaily()
{
    return kEnglishDaily;
}

} // namespace espalier::world
