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
= first@A: In the morning {A} found {n item} near the {spot}. | {A} had {n item} at home. | {A} had a bag with {n item} in it.
= second@A: Later {A.he} found {m item} near the {spot2}. | Then {B} gave {A.him} {m item}. | In the afternoon {A.he} got {m item} at the {spot2}.
= ask@B: "How many {item.s} do you have now?" asked {B}. | {B} asked how many {item.s} {A} had now.
=/ count<ask@A: "{n} and {m} make {s}," said {A}. | {A} counted and told {B}, "{n} plus {m} is {s}." | {A} looked at {B} and said, "{n} and {m} make {s}."
= total<count@A: So {A} had {s item}. | Now {A} had {s item} in all. | Together {A} had {s item}.
=50 end@B: {B} thought that this was a lot. | "You are good at sums, {A}," said {B}. | {A} put the {item.s} into a {look2} box.

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
= first@A: {A} had {n item}. | One day {A} had {n item} in a basket. | {A} found {n item} near the {spot}.
= give@A: {A.he} gave {m item} to {B}. | On the way home {A.he} lost {m item}. | {B} asked for some, and {A} gave {B.him} {m item}.
= ask@B: "How many {item.s} do you have left?" asked {B}. | {B} wanted to know how many {item.s} were left.
=/ count<ask@A: "{n} minus {m} is {d}," said {A}. | {A} said, "Take {m} from {n}, and {d} are left." | "{n} less {m} makes {d}," said {A}.
= left<count@A: So {A} had {d item} left. | Now {A} had only {d item}.
=50 end@B: {B} was {glad} about the {item.s}. | "That is right, {A}," said {B}. | {A} was still {glad}.

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
= holders@A: {A} put {n} baskets on the ground near the {spot}. | There were {n} baskets in the {room0} of {A}.
= each@A: Each basket of {A} held {m item}. | {A} put {m item} into each basket.
= ask@B: "{A}, how many {item.s} are there?" asked {B}. | {B} looked at {A} and wanted to count the {item.s}.
=/ count<ask@A: "{n} times {m} is {p}," said {A}. | {A} said, "{n} times {m} makes {p}."
= total<count@A: So {A} had {p item}. | In all there were {p item} for {A} and {B}.
=50 end@: {A} and {B} carried the baskets to the {spot2}. | {B} counted the {item.s} again, and it was right.

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
= purse@A: With {n} coins {A} went to the market by the {spot}. | One {time0} {A} went to the market with {n} coins. | {A} took {n} coins from a {thing0} and went to the market.
= need<purse@A: {A} needed a new {obj} for the {room0}. | {A} wanted to buy a {color2} {obj}.
= seller@B: A {B.kind} named {B} sold {food0.s} and a {obj} there. | At the market stood {B}, a {B.kind}.
= price@B: {B} had a {look2} {obj} for {m} coins. | "This {obj} costs {m} coins," said {B}.
= buy<need@A: {A} liked the {obj} and paid {m} coins. | "I will take the {obj}," said {A}, and paid {m} coins.
=/ count<buy@B: "{n} minus {m} is {d}, {A}," said {B}. | "{n} coins minus {m} is {d}," said {B}.
= left<count@A: So {A} went home with the {obj} and {d} of {A.his} coins. | {A} had a {obj} and {d} of {A.his} coins left.
=50 joy<buy@A: {A} was {glad} with the {color2} {obj}. | At home {A} put the {obj} into the {room0}.

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
= first@A: {A} had {n item}. | At the {spot} {A} found {n item}.
= second@B: {B} gave {A} {m} more {item.s}. | Then {B} brought {A} {m item}.
= third@A: After that {A} gave {k item} to {C}. | In the {time0} {C} took {k} of the {item.s}.
= ask@C: "How many {item.s} do you have now, {A}?" asked {C}. | {C} asked how many {item.s} {A} had now.
=/ count1<second@A: "First, {n} plus {m} is {s}," said {A}. | "{n} and {m} make {s}," said {A}.
= count2<third@A: "Then {s} minus {k} is {d}." | "And {s} minus {k} is {d}," said {B}.
= left<count2@A: So {A} had {d item}. | So {A} kept {d item}.

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
= first@A: {A} had {n item}. | {A} found {n item} near the {spot}.
= second@B: {B} had only {m item}. | {B} had {m item}.
= ask@B: "Who has more {item.s}?" asked {B}. | {A} and {B} wanted to know who had more {item.s}.
=/ answer<ask@A: "{n} is more than {m}, so I have more," said {A}. | "{m} is less than {n}, so {A} has more," said {B}.
= differ<answer@A: {A} had {d} more than {B}. | "{n} minus {m} is {d}," said {A}. | "{m} and {d} make {n}," said {B}.
=50 end@: Then {A} and {B} put the {item.s} together. | {A} gave {B} one {item}, and both were {glad}.

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
= birthday@A: Today was the birthday of {A}. | {A} had a birthday, and {B} came to visit with a {gift}.
= age@A: {A} was {n} years old now. | "Now I am {n} years old," said {A}.
= older@B: {B} was {k} years older than {A}. | "I am {k} years older than you, {A}," said {B}.
=/ ask@A: "How old are you, {B}?" asked {A}. | {A} wanted to know how old {B} was.
= answer<ask@B: "{n} and {k} make {s}," said {B}. | "{n} plus {k} is {s}," said {B}, "so I am {s} years old."
= gift@B: {B} gave {A} a {look2} {gift}. | {A} and {B} ate {dish} and a {food0}. | Then {B} brought {A} a {gift}.
=60 joy<gift@A: {A} was {glad} all {time0} long. | It was a happy {time0} for {A} and {B}.

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
= meet@: One {weather0} {time0} {A} and {B} sat near the {spot}. | {A} and {B} liked riddles about numbers.
=/ riddle@A: "I am thinking of a number, {B}," said {A}. | "Guess my number, {B}," said {A}.
= hint<riddle@A: "If you add {n}, you get {s}," said {A}. | "My number plus {n} is {s}," said {A}.
= think<hint@B: {B} thought for a while and watched a {critter}. | {B} closed {B.his} eyes and counted on a {critter}. | {B} looked at a {tree0} and counted.
= answer<think@B: "It is {m}, because {m} plus {n} is {s}," said {B}. | "Then it is {m}," said {B}. | "{s} minus {n} is {m}, so it is {m}," said {B}.
= right<answer@A: "That is right, {B}!" said {A}. | {A} was {glad}, because {B} was right.
=60 prize<right@B: {B} won a {prize}. | So {A} gave {B} a {prize}.
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
= meet@: One day {A}, {B} and {C} met at the {spot}. | {A}, {B} and {C} sat near the {spot}.
= ask@C: "Who is the {q.est} of us?" asked {C}. | {C} wanted to know who was the {q.est}.
=. first@A: {A} was {q.er} than {B}. | {B} was not as {q} as {A}.
=. second@B: {B} was {q.er} than {C}. | {C} was not as {q} as {B}.
=. so<first@A: So {A} was {q.er} than {C}, too. | So {A} was also {q.er} than {C}.
=. top<so@A: {A} was the {q.est} of the three, {q.er} than {B}. | "Then {A} is the {q.est}," said {B}.
=50 end@C: {C} laughed and said, "I do not mind, {A}." | "I will be {q.er} than {A} one {time0}," said {C}. | {A}, {B} and {C} laughed and went home.

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
= three@A: {A} had a {x}, a {y} and a {z} in the {room2}. | On the table lay a {x}, a {y} and a {z}.
= ask@B: "Which of them is the {q.est}?" asked {B}. | {B} wanted to have the {q.est} of them.
=. first@: The {x} was {q.er} than the {y}. | The {y} was not as {q} as the {x}.
=. second@: The {y} was {q.er} than the {z}. | The {z} was not as {q} as the {y}.
=. so<first@: So the {x} was {q.er} than the {z}. | "Then the {x} is {q.er} than the {z}," said {A}.
=. top<so@: The {x} was the {q.est} of all. | "So the {x} is the {q.est}," said {B}.
=60 take<top@B: {A} gave {B} the {x}. | {B} took the {x} home.

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
= boxes@: One {time0} {A} showed {B} three boxes near the {spot}. | Near the {spot} {A} and {B} saw three boxes.
=. colours@: One was {c1}, one {c2} and one {c3}, like a {critter}. | {A} had a {c1} box, a {c2} box and a {c3} box. | {B} saw a {c1} box, a {c2} box and a {c3} box.
=. hidden@A: {A} had hidden a {obj} in one box for {B}. | "There is a {obj} in one box, {B}," said {A}.
=/ ask@A: "Where is the {obj}, {B}?" asked {A}. | {B} had to guess where {A} had put the {obj}.
= not1@A: "It is not in the {c1} box, {B}," said {A}. | The {obj} of {A} was not in the {c1} box.
= not2@A: "{B}, it is not in the {c2} box either," said {A}. | {B} did not find the {obj} in the {c2} box either.
=. so<not2@B: "Then the {obj} must be in the {c3} box," said {B}. | So {B} opened the {c3} box.
= right<so@B: There was the {obj}, and {B} was {glad}. | "You are right, {B}," said {A}, and gave {B.him} the {obj}.

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
= use@A: In the morning {A} went to the {spot} with a {color2} {obj}. | Yesterday {A} took a {obj} to the {spot}.
= miss<use@A: In the {time0} the {obj} was gone. | Now {A} could not find the {obj}.
= upset<miss@A: {A} was {low} without the {obj}. | "Where is my {obj}?" cried {A}.
= search1<miss@A: {A} looked in the {r1}, but found only a {thing0}. | First {A} searched the {r1} and the {thing0}.
= search2<miss@A: Then {A} looked in the {r2}, but found only a {thing0}. | The {obj} of {A} was not in the {r2} either.
=/ ask@B: "{A}, where did you last see the {obj}?" asked {B}. | {B} asked, "{A}, where were you this {time0}?"
= remember<ask@A: "I was at the {spot}, {B}," said {A}. | {A} thought of the {spot}.
= find<remember@A: {A} and {B} found the {obj} at the {spot}. | The {obj} was still at the {spot}, near a {critter}.
=70 joy<find@A: {A} was {glad} and thanked {B}. | "Thank you for your help, {B}," said {A}.
)";

} // namespace

std::string englishNumbers()
{
    return std::string(kSums) + kPuzzles;
}

} // namespace espalier::world
