#include "core/data/world_plot.h"

namespace espalier::world {

namespace {

// Pieces that many plots begin with.
constexpr const char* kParts = R"(
part one
=p intro@A: {A} was a {A.kind} who lived in {P}. | {A} lived in {P} and worked as a {A.kind}. | There was once a {A.kind} named {A} in {P}. | In {P} there lived a {A.kind} called {A}.
=b intro@A: Once a {A.kind} lived in {P}. | Long ago a {A.kind} lived in {P}. | There was once a {A.kind} in {P}. | Deep in {P} there lived a {A.kind}.

part friend
=p friend@B: {A.his} best friend was a {B.kind} named {B}. | {A.his} neighbour {B} was a {B.kind}. | {B}, the {B.kind}, was {A.his} good friend.
=b friend@B: {A.his} best friend was {B}. | {B} lived close by. | {A.his} neighbour was {B}.

part trait
=80 trait@A: {A} was {T}. | Everyone knew that {A} was {T}. | {A} was a very {T} {A.kind}. | People said that {A} was {T}.

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
=30 likes@A: {A.he} liked {likedFood.s} and loved to {hobby}. | {A.he} loved {dish0} more than anything. | Every evening {A.he} liked to {hobby}. | {A} was fond of {hobby.ing}.
=p25 wears@A: {A.he} always wore a {colour} {garment}. | {A} had a {look} {colour} {garment}.
=p20 room@A: In {A.his} {room} stood a {look} {furniture}. | There was a {furniture} in {A.his} {room}.
=35 day@: It was a {temper} morning. | It was a {temper} day in {P}. | The morning was {temper} and quiet.

part plain
pick likedFood foods
pick hobby hobbies
pick dish0 dishes
pick colour colors
pick garment clothes
pick look looks
fact likes A likedFood
=40 likes@A: {A.he} liked {likedFood.s} and loved to {hobby}. | {A.he} loved {dish0} more than anything. | Every evening {A.he} liked to {hobby}. | {A} was fond of {hobby.ing}.
=p30 wears@A: {A.he} always wore a {colour} {garment}. | {A} had a {look} {colour} {garment}.
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
= find@A: One day {A} found a {obj} near the {spot}. | On the way to the {spot}, {A} found a {look2} {obj}. | In the grass by the {spot} lay a {look2} {obj}, and {A} picked it up.
= owner<find@B: It was the {obj} that {B} had lost. | The {obj} belonged to {B}. | {B} had been looking for that {obj} all day.
+ give_back<find@A: {A} ran to {B} and gave the {obj} back. | {A} took the {obj} to {B} at once. | "I think this {obj} is yours," {A.he} said to {B}.
- keep<find@A: {A} hid the {obj} in {A.his} pocket and told nobody. | {A} kept the {obj} and said nothing. | "Finders keepers," said {A}, and hid the {obj}.
+ thank<give_back@B: {B} was so {glad} that {B.he} gave {A.him} some {gift.s}. | "Thank you, {A}!" said {B}. | {B} thanked {A} and never forgot it.
- discover<keep@B: Soon {B} saw the {obj} and knew the truth. | But {B} found out what {A} had done.
- distrust<discover@A: From then on nobody trusted {A}. | After that nobody believed {A} any more. | {A} felt {low}, but it was too late.
+70 moral@: Being honest brings good friends. | An honest heart is worth more than a {obj}.
-70 moral@: A stolen {obj} brings no joy. | Those who take what is not theirs lose their friends.

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
= autumn@: Autumn came and the days grew cold. | The leaves fell, and winter was near. | Soon winter would come to {P}.
+ gather<autumn@A: {A} gathered {food.s} every day and put them away. | Every day {A} carried {food.s} home from the {spot}.
- rest<autumn@A: {A} slept under a tree all day long. | {A} sat by the {spot} and did nothing. | "I will work tomorrow," said {A} every day.
= snow<autumn@: Then the snow came, and there was nothing to eat outside. | One night deep snow covered {P}.
+ full<gather@A: {A} had plenty of {food.s} and was {glad}. | {A} sat at home and ate {food.s} all winter.
+60 help<full@A: {A.he} even shared the {food.s} with {B}. | When {B} was hungry, {A} gave {B.him} some {food.s}.
- hungry<rest@A: {A} had no {food.s} and was very hungry. | {A} was cold, hungry and {low}.
- beg<hungry@A: {A.he} went to {B} and asked for {food.s}. | "Please give me some {food.s}," {A.he} said to {B}.
- lesson<beg@B: {B} gave {A.him} one {food} and said, "Next year you must work." | {B} helped {A.him}, and {A} promised to work harder.
=70 moral@: Those who work in autumn eat in winter. | Work today and rest tomorrow.

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
= challenge@B: One day {A} and {B} had a race. | {B} asked {A} to run a race. | "Let us race to the {spot}," said {B}.
= course<challenge@: They would run from the {spot2} to the {spot}. | The race went from the {spot2} to the {spot}.
+ steady<course@A: {A} ran slowly but did not stop. | {A} kept going, step by step.
+ rival_rest<course@B: {B} was far ahead and lay down to rest. | {B} ran fast, but then {B.he} fell asleep under a tree.
- boast<course@A: "I am the fastest of all!" said {A}. | {A} laughed and said, "I will win easily."
- nap<boast@A: Halfway there {A} lay down and fell asleep. | {A} stopped at the {spot2} to sleep a little.
- rival_steady<course@B: {B} kept running and did not look back. | {B} passed {A} and ran on.
+ win<steady@A: So {A} reached the {spot} first. | When {B} woke up, {A} had already won.
- lose<nap@A: When {A} woke up, {B} had already won. | So {B} reached the {spot} first, and {A} lost.
+ joy<win@A: {A} was {glad}, and everyone cheered. | Everyone cheered for {A}.
- shame<lose@A: {A} was {low} and never boasted again. | {A} felt {low} and went home without a word.
=60 moral@: Slow and steady wins the race. | Pride comes before a fall.

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
= has@A: One day {A} had a basket full of {food.s}. | {A} had found many {food.s} near the {spot}.
= need@B: {B} came by and was very hungry. | Then {B} came and had nothing to eat. | "I have not eaten since yesterday," said {B}.
= ask<need@B: "Could I have a {food}, please?" asked {B}. | {B} asked {A} for a {food}.
+ give<ask@A: {A} gave {B} half of the {food.s}. | "Take as many {food.s} as you like," said {A}. | {A} sat down with {B}, and they ate together.
- refuse<ask@A: "No, these {food.s} are mine," said {A}. | {A} hid the {food.s} and sent {B} away. | {A} ate all the {food.s} alone.
= trouble@A: A week later {A} fell into a hole near the {spot}. | Some days later {A} hurt {A.his} foot on the road. | Not long after, {A} lost {A.his} way in the dark.
+ repay<give@B: {B} heard {A.him} and came to help at once. | {B} remembered the {food.s} and ran to help {A.him}.
- alone<refuse@A: {A} called for help, but {B} did not come. | {A} called {B}, but nobody answered.
+ thanks<repay@A: {A} was {glad} to have such a friend. | "You are a true friend," said {A}.
- regret<alone@A: {A} was {low} and thought of the {food.s}. | "I should have shared my {food.s}," said {A}.
=60 moral@: Those who give will receive. | A shared meal makes a friend.

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
= frost@: One cold morning the lake was covered with ice. | The river was frozen, and the ice was thin.
= plan<frost@A: {A} wanted to cross it to reach the {spot}. | On the other side lay the {spot}, where {A} had hidden some {food.s}.
+ test<plan@A: {A} threw a stone on the ice first, and it cracked. | First {A} tested the ice with a long stick.
- step<plan@A: {A} ran onto the ice without looking. | "The ice is strong enough," said {A}, and stepped on it.
-70 warn<plan@B: "Stop, the ice is thin!" cried {B}. | {B} warned {A}, but {A.he} did not listen.
+ around<test@A: So {A.he} walked the long way over the bridge. | So {A} turned back and took the bridge.
- fall<step@A: The ice broke, and {A} fell into the cold water. | The ice cracked under {A}, and {A.he} fell in.
+ safe<around@A: {A} came home late, but dry and {glad}. | {A} reached the {spot} safely.
- saved<fall@B: {B} pulled {A.him} out with a long branch. | Luckily {B} was near and pulled {A.him} out.
- cold<fall@A: {A} was wet, cold and {low}. | {A} lay in bed with a cold for a week.
=60 moral@: Look before you leap. | It is better to be late than to be wet.

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
= hole@: There was a hole in the roof of {A.his} house. | The wind had broken the roof of {A.his} house.
= clouds@: Dark clouds came over {P}. | "A storm is coming," said {B}.
+ mend<clouds@A: {A} took a {tool} and mended the roof at once. | {A} borrowed a {tool} from {B} and mended the roof.
- wait<clouds@A: "I will mend it tomorrow," said {A}. | {A} left the {tool} in the corner and went to sleep.
= storm<clouds@: That night it rained hard. | In the night the storm came with wind and rain.
+ dry<mend@A: The house stayed dry, and {A} slept well. | Not one drop fell on {A.his} {obj}.
- wet<wait@A: The water ran through the hole onto {A.his} {obj}. | The rain came in, and {A.his} {obj} got wet.
+ joy<dry@A: In the morning {A} was {glad}. | "It was good that I did not wait," said {A}.
- sorry<wet@A: {A} sat on the wet {obj} and felt {low}. | "I should have used the {tool} yesterday," said {A}.
=50 moral@: Mend the roof while the sun shines. | Do not leave for tomorrow what you can do today.

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
= plant@A: In spring {A} planted a {plant} behind the {spot}. | {B} gave {A} the seed of a {plant}, and {A.he} planted it.
= slow<plant@: For many weeks nothing grew. | Days went by, but the {plant} did not come up.
+ water<slow@A: {A} watered the {plant} every morning and waited. | {A} did not give up and watered it every day.
- dig<slow@A: {A} grew tired of waiting and dug up the seed. | "Why is it so slow?" cried {A}, and dug it up.
+ bloom<water@: At last a {look2} {plant} stood behind the {spot}. | In summer the {plant} was the finest in {P}.
- dead<dig@: So the {plant} never grew. | After that nothing grew there at all.
+ joy<bloom@A: {A} was {glad} and showed it to {B}. | {B} came to see the {plant}, and {A} was {glad}.
- sorry<dead@A: {A} was {low} when {A.he} saw the {plant} of {B}. | {A} looked at the empty ground and felt {low}.
=60 moral@: Good things take time. | Those who wait will see the flowers.

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
= visit@A: One day {A} visited {B}. | {A} was a guest in the house of {B}.
= break@A: In the {room2} {A.he} broke a {color2} {obj}. | By accident {A} broke the {look2} {obj} that belonged to {B}. | {A} turned around and broke a {look2} {obj}.
= ask<break@B: "Who broke my {obj}?" asked {B}. | {B} came in and saw the broken {obj}.
+ admit<ask@A: "I broke it, and I am sorry," said {A}. | {A} told {B} the truth.
- lie<ask@A: "It was the cat," said {A}. | "I do not know," said {A}. | {A} said that the wind had done it.
+ forgive<admit@B: {B} forgave {A.him} because {A.he} had told the truth. | "Thank you for telling me," said {B}.
- seen<lie@B: But {B} had seen everything through the window. | But {B} had no cat, so {B.he} knew that it was a lie.
+ mend<forgive@A: Together they mended the {obj}. | The next day {A} brought {B} a new {obj}.
- angry<seen@B: {B} was {low} because {A} had lied. | {B} asked {A} to leave the house.
+50 friends<mend@: They stayed friends for ever. | {A} was {glad}, and so was {B}.
=50 moral@: The truth is the best way. | A lie has short legs.

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
= danger@B: One evening {B} fell into the river near the {spot}. | {B} fell into a deep hole behind the {spot}.
= cry<danger@B: "Help me!" cried {B}. | {B} cried for help as loudly as {B.he} could.
+ jump<cry@A: {A} ran to {B} as fast as {A.he} could. | {A} was afraid too, but {A.he} ran to help.
- hide<cry@A: {A} hid behind a tree and trembled. | {A} was too afraid to move.
+ pull<jump@A: {A} took a strong rope and pulled {B.him} out. | {A} held out a branch, and {B} caught it.
- other<hide@: After a long time an old man came and helped {B}. | In the end {B} climbed out alone.
+ thank<pull@B: "You saved my life," said {B}. | {B} was {glad} and thanked {A}.
- ask_why<other@B: "Why did you not help me?" asked {B}. | {B} was {low} because {A} had not come.
- regret<ask_why@A: {A} looked at the ground and said nothing. | "I was afraid," said {A} {loud}.
=60 moral@: A brave friend is a true friend. | You know your friends when you are in need.

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
= promise@A: {A} promised to bring {B} a {obj} in the evening. | "I will bring you a {obj} tonight," said {A} to {B}.
= reason<promise@B: {B} needed the {obj} for the feast at the {spot}. | {B} needed it because {B.he} had lost {B.his} own {obj}.
= fair@: That day there was music at the {spot}. | In the afternoon friends called {A.him} to the {spot}.
+ leave<promise@A: {A} left early, because {A.he} had promised. | {A} thought of {B} and went home early.
- stay<fair@A: {A} stayed until midnight and forgot the {obj}. | {A} danced all night and forgot {A.his} promise.
+ bring<leave@A: In the evening {A} brought {B} the {obj}. | {A} stood at the door with the {obj}.
- wait<stay@B: {B} waited at the window until it was dark. | {B} waited all evening, but nobody came.
+ glad<bring@B: {B} was {glad} and hugged {A}. | "I knew that you would come," said {B}.
- low<wait@B: {B} was {low} and went to bed. | The next day {B} did not speak to {A}.
=60 moral@: A promise is a promise. | Keep your word, and your friends will trust you.

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
= wish@A: {A} wanted to learn how to {skill}. | "I would like to {skill} as well as you," said {A} to {B}.
= lesson<wish@B: {B} showed {A.him} how to {skill}. | So {B} taught {A.him} every day after work.
= hard<lesson@A: At first it was hard, and {A} made many mistakes. | On the first day nothing went well.
+ practise<hard@A: {A} practised {way} for {days} days. | {A} tried again and again for {days} days.
- quit<hard@A: {A} was {low} and stopped after one day. | "This is too hard for me," said {A}, and went home.
+ able<practise@A: In the end {A} {skill.ed} better than {B}. | After {days} days {A} could {skill} very well.
- unable<quit@A: So {A} never learned to {skill}. | When the others {skill.ed}, {A} could only watch.
+ proud<able@B: {B} was {glad} when {B.he} saw it. | "You did not give up," said {B}.
- sorry<unable@A: "I gave up too soon," said {A}. | {A} felt {low} when {A.he} saw {B}.
=50 moral@: Practice makes perfect. | Nobody learns to {skill} in one day.

plot flatter
world both
cast A B
weight 2
trait clever silly
pick food foods
pick sound sounds
pick spot spots
pick glad happy
pick low sad
use one
use trait
use colour
= has@A: One day {A} sat near the {spot} with a big {food}. | {A} had a fine {food} and wanted to eat it.
=p come@B: A {B.kind} called {B} came along and saw the {food}. | {B}, the {B.kind}, smelled the {food} and came closer.
=b come@B: {B} saw the {food} and wanted to have it. | {B} came along and smelled the {food}.
= praise<come@B: "You sing better than a {sound}," said {B}. | "How beautiful you are!" said {B}. | "Please sing a song for me, {A}," said {B}.
+ see<praise@A: {A} knew what {B} wanted. | "You only want my {food}," said {A}.
- sing<praise@A: {A} was so pleased that {A.he} put down the {food} and sang. | {A} closed {A.his} eyes and began to sing.
+ eat<see@A: {A} ate the {food} first and sang afterwards. | {A} held the {food} tight and walked away.
- steal<sing@B: At once {B} took the {food} and ran away. | {B} picked up the {food} and was gone.
+ leave<eat@B: {B} went home hungry. | {B} was {low} and went away.
- regret<steal@A: {A} looked for the {food}, but it was gone. | Now {A} was hungry and {low}.
=60 moral@: Do not believe every sweet word. | Those who praise you may want your {food}.
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
= first@A: In the morning {A} found {n item} near the {spot}. | {A} had {n item} at home. | {A} had a bag with {n item} in it.
= second@A: Later {A.he} found {m item} near the {spot2}. | Then {B} gave {A.him} {m item}. | In the afternoon {A.he} got {m item} at the {spot2}.
= ask@B: "How many {item.s} do you have now?" asked {B}. | {B} asked how many {item.s} there were.
=/ count<ask@A: "{n} and {m} make {s}," said {A}. | {A} counted and said, "{n} plus {m} is {s}." | {A} thought for a while and said, "{n} and {m} make {s}."
= total<count@A: So {A} had {s item}. | Now {A.he} had {s item} in all. | Together that was {s item}.
=50 end@B: {B} thought that this was a lot. | "You are good at sums," said {B}. | {A} put them all into a {look2} box.

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
= ask@B: "How many do you have left?" asked {B}. | {B} wanted to know how many {item.s} were left.
=/ count<ask@A: "{n} minus {m} is {d}," said {A}. | {A} said, "If you take {m} from {n}, {d} are left." | "{n} less {m} makes {d}," said {A}.
= left<count@A: So {A} had {d item} left. | Now {A.he} had only {d item}.
=50 end@B: {B} was {glad} about the {item.s}. | "That is right," said {B}. | {A} was still {glad}.

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
= holders@A: {A} put {n} baskets on the ground near the {spot}. | There were {n} baskets in the house of {A}.
= each@A: In each basket there were {m item}. | {A.he} put {m item} into each basket.
= ask@B: "How many {item.s} are there in all?" asked {B}. | {B} looked at the baskets and wanted to count the {item.s}.
=/ count<ask@A: "{n} times {m} is {p}," said {A}. | {A} said, "{n} times {m} makes {p}."
= total<count@A: So there were {p item}. | In all there were {p item} in the baskets.
=50 end@: They carried the baskets to the {spot2}. | {B} counted them again, and it was right.

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
= purse@A: {A} had {n} coins and went to the market. | One day {A} went to the market with {n} coins.
= need<purse@A: {A.he} needed a new {obj}. | {A.he} wanted to buy a {color2} {obj}.
= seller@B: A {B.kind} named {B} sold many things there. | At the market stood {B}, the {B.kind}.
= price@B: {B} had a {look2} {obj} for {m} coins. | "This {obj} costs {m} coins," said {B}.
= buy<need@A: {A} liked the {obj} and paid {m} coins. | "I will take it," said {A}, and paid {m} coins.
=/ count<buy@B: "{n} minus {m} is {d}," said {B}. | "You had {n} coins, and {n} minus {m} is {d}," said {B}.
= left<count@A: So {A} went home with the {obj} and {d} of {A.his} coins. | {A} had a {obj} and {d} of {A.his} coins left.
=50 joy<buy@A: {A} was {glad} with the {color2} {obj}. | At home everyone liked the {obj}.

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
= second@B: {B} gave {A.him} {m} more. | Then {B} brought {A.him} {m item}.
= third@A: After that {A} gave {k item} to {C}. | In the evening {C} took {k} of them.
= ask@C: "How many do you have now?" asked {C}. | {C} asked how many {item.s} {A} had now.
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
= ask@B: "Who has more {item.s}?" asked {B}. | They wanted to know who had more {item.s}.
=/ answer<ask@A: "I have more, because {n} is more than {m}," said {A}. | "{m} is less than {n}, so you have more," said {B}.
= differ<answer@A: {A} had {d} more than {B}. | "{n} minus {m} is {d}," said {A}. | "{m} and {d} make {n}," said {B}.
=50 end@: Then they put all the {item.s} together. | {A} gave {B} one {item}, and both were {glad}.

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
= birthday@A: Today was the birthday of {A}. | {A} had a birthday, and {B} came to visit.
= age@A: {A} was {n} years old now. | "Now I am {n} years old," said {A}.
= older@B: {B} was {k} years older than {A}. | "I am {k} years older than you," said {B}.
=/ ask@A: "How old are you, {B}?" asked {A}. | {A} wanted to know how old {B} was.
= answer<ask@B: "{n} and {k} make {s}," said {B}. | "{n} plus {k} is {s}," said {B}, "so I am {s} years old."
= gift@B: {B} gave {A.him} a {look2} {gift}. | They ate {dish} and a big cake. | Then {B} brought {A.him} a {gift}.
=60 joy<gift@A: {A} was {glad} all day long. | It was a happy day for {A}.

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
= meet@: One evening {A} and {B} sat near the {spot}. | {A} and {B} liked riddles about numbers.
=/ riddle@A: "I am thinking of a number," said {A}. | "Guess my number," said {A}.
= hint<riddle@A: "If you add {n}, you get {s}." | "My number plus {n} is {s}."
= think<hint@B: {B} thought for a while. | {B} closed {B.his} eyes and counted.
= answer<think@B: "It is {m}, because {m} plus {n} is {s}," said {B}. | "Then it is {m}," said {B}. | "{s} minus {n} is {m}, so it is {m}," said {B}.
= right<answer@A: "That is right!" said {A}. | {A} was {glad}, because the answer was right.
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
= ask@C: "Who is the {q.est} of us?" asked {C}. | They wanted to know who was the {q.est}.
= first@A: {A} was {q.er} than {B}. | {B} was not as {q} as {A}.
= second@B: {B} was {q.er} than {C}. | {C} was not as {q} as {B}.
= so<first@A: So {A} was {q.er} than {C}, too. | So {A} was also {q.er} than {C}.
= top<so@A: {A} was the {q.est} of the three. | "Then {A} is the {q.est}," said {B}.
=50 end@C: {C} laughed and said, "I do not mind." | "One day I will be {q.er} than you," said {C}. | They all laughed and went home.

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
= first@: The {x} was {q.er} than the {y}. | The {y} was not as {q} as the {x}.
= second@: The {y} was {q.er} than the {z}. | The {z} was not as {q} as the {y}.
= so<first@: So the {x} was {q.er} than the {z}. | "Then the {x} is {q.er} than the {z}," said {A}.
= top<so@: The {x} was the {q.est} of all. | "So the {x} is the {q.est}," said {B}.
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
= boxes@: Near the {spot} stood three boxes. | One day {A} showed {B} three boxes.
= colours@: One was {c1}, one was {c2}, and one was {c3}. | There was a {c1} box, a {c2} box and a {c3} box.
= hidden@A: {A} had hidden a {obj} in one of them. | "There is a {obj} in one box," said {A}.
=/ ask@A: "Where is the {obj}?" asked {A}. | {B} had to guess where the {obj} was.
= not1@A: "It is not in the {c1} box," said {A}. | The {obj} was not in the {c1} box.
= not2@A: "It is not in the {c2} box either," said {A}. | It was not in the {c2} box either.
= so<not2@B: "Then it must be in the {c3} box," said {B}. | So {B} opened the {c3} box.
= right<so@B: There was the {obj}, and {B} was {glad}. | "You are right," said {A}, and gave {B.him} the {obj}.

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
= use@A: In the morning {A} went to the {spot} with {A.his} {color2} {obj}. | Yesterday {A} took {A.his} {obj} to the {spot}.
= miss<use@A: In the evening the {obj} was gone. | Now {A} could not find the {obj}.
= upset<miss@A: {A} was {low}, because it was {A.his} only {obj}. | "Where is my {obj}?" cried {A}.
= search1<miss@A: {A.he} looked in the {r1}, but it was not there. | First {A.he} searched the {r1}.
= search2<miss@A: Then {A.he} looked in the {r2}, but found nothing. | The {obj} was not in the {r2} either.
=/ ask@B: "Where did you have it last?" asked {B}. | {B} asked, "Where were you this morning?"
= remember<ask@A: "I was at the {spot}," said {A}. | {A} thought of the {spot}.
= find<remember@A: They went to the {spot} and found the {obj} there. | The {obj} was still at the {spot}.
=70 joy<find@A: {A} was {glad} and thanked {B}. | "Thank you for your help," said {A}.
)";

constexpr const char* kDaily = R"(
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
= need@A: {A} needed a new {obj}. | The old {obj} of {A} was broken.
= ask<need@A: "Can you make me a {obj}?" {A.he} asked {B}. | So {A} went to {B} and asked for a {obj}.
= agree<ask@B: "Yes, but I need some {stuff}," said {B}. | {B} was ready to help, but {B.he} had no {stuff}.
= bring<agree@A: {A} brought {B.him} {stuff} from the market. | The next day {A} came back with {stuff}.
= work<bring@B: {B} worked {way} until the evening. | {B} sat down and began to {make} the {obj}.
= done<work@B: Then the {obj} was ready, and it was {color2}. | In the evening {B.he} had made a {look2} {obj} of {stuff}.
= pay<done@A: {A} was {glad} and paid for it. | "It is the best {obj} in {P}," said {A}. | {A} thanked {B} for the good work.

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
= need@A: {A} needed a new {obj} for the winter. | The old {obj} of {A} was full of holes.
= ask<need@A: "Can you sew me a {obj}?" {A.he} asked {B}. | {A} went to {B}, who could sew very well.
= agree<ask@B: "Yes, but I need some {color2} {stuff}," said {B}. | "Bring me some {stuff}, and I will do it," said {B}.
= bring<agree@A: {A} brought {B.him} {color2} {stuff} from the market. | The next day {A} came back with some {color2} {stuff}.
= work<bring@B: {B} sewed {way} until the evening. | {B} took a needle and began to sew.
= done<work@B: Then the {color2} {obj} was ready. | In the evening {B.he} had made a {look2} {obj} of {color2} {stuff}.
= pay<done@A: {A} was {glad} and paid for it. | "It is the warmest {obj} in {P}," said {A}. | {A} put it on and was {glad}.

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
= wish@B: {B} had always wanted a {color2} {wish}. | More than anything, {B} wanted a {wish}.
+ listen<wish@A: {A} knew this, because {A.he} always listened. | "{B} needs a {wish}," thought {A}.
- ignore<wish@A: {A} did not ask what {B} wanted. | {A} never listened to {B}.
+ give<listen@A: So {A} gave {B} a {look2} {wish}. | {A} bought a {color2} {wish} and gave it to {B}.
- give_wrong<ignore@A: So {A} gave {B} an old {other}. | {A} brought {B} a {other} instead.
+ joy<give@B: {B} was {glad} and hugged {A}. | "How did you know?" asked {B}. | {B} was {glad} because it was just the right gift.
- disappointed<give_wrong@B: {B} was {low} and put the {other} away. | {B} said nothing, but {B.he} was {low}.
+50 use<joy@B: After that {B} kept the {wish} near {B.his} bed. | {B} showed the {wish} to everyone.
-50 advice<disappointed@B: "Next time please ask me," said {B}.
=40 moral@: A good friend listens. | The best gift comes from the heart.

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
+ sun@: In the morning the sun was shining. | The sky was blue, and the sun was warm.
- rain@: In the morning it began to rain. | Dark clouds came, and soon it rained hard.
= plan@A: {A} and {B} wanted to go to the {spot}. | They had planned a trip to the {spot}.
+ go<sun@A: Because the weather was fine, they set out early. | So {A} packed some {food.s}, and they set out.
- cancel<rain@A: Because of the rain the road was full of mud. | So they could not go to the {spot}.
- low<cancel@B: {B} was {low} and looked out of the window. | "What a pity!" said {B}.
+ there<go@: At the {spot} they {hobby2.ed} and {hobby3.ed}. | They {hobby2.ed} at the {spot} all day long.
- inside<cancel@A: "We can {hobby4} at home," said {A}. | So they stayed inside and {hobby4.ed}.
= eat@: At noon they ate {food.s}. | They were hungry and ate some {food.s}.
= end@: In the evening both were {glad}. | It was a good day after all.

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
= cry@B: {B} looked {low}. | {B} sat there and wept {loud}.
=/ ask<cry@A: "Why are you so {low}?" asked {A}. | {A} asked, "What is the matter?"
=/ reason<ask@B: "I am {low} because I lost my {thing}," said {B}. | "I lost my {thing} at the {spot}," said {B}. | "My {color2} {thing} is broken," said {B}.
=/ offer<reason@A: "Do not be {low}, I will help you," said {A}. | "You can have my {thing}," said {A}. | "Let us look for it together," said {A}.
=/ happy<offer@B: "Thank you, now I am {glad} again," said {B}. | "You are very kind," said {B}.
= end<happy@: They walked home together. | Soon {B} was {glad} again. | From that day on they were friends.

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
= stranger@B: {B}, a {B.kind}, came to {P} for the first time. | One day {B} came to {P} and did not know the way.
= want@B: {B.he} wanted to go to the {dest}. | {B} was looking for the {dest}.
=/ ask<want@B: "Excuse me, where is the {dest}?" {B.he} asked {A}. | {B} asked {A}, "How do I get to the {dest}?"
=/ answer<ask@A: "Go straight on to the {mid} and turn left," said {A}. | "Turn right at the {mid}," said {A}.
= answer2<answer@A: "The {dest} is next to the {last}." | "Then you will see the {dest} behind the {last}."
=/ far@B: "Is it far?" asked {B}. | "How long does it take?" asked {B}.
=/ minutes<far@A: "It takes about {n} minutes," said {A}. | "You can walk there in {n} minutes," said {A}.
= found<answer@B: {B} thanked {A.him} and found the {dest}. | {B} went that way and soon saw the {last}.
=50 buy<found@B: There {B.he} bought a {obj}. | There {B.he} sold a {obj}.

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
= ill@B: One day {B} fell ill. | {B} had a cold and could not get up. | {B} lay in bed and was {low}.
= hear<ill@A: When {A} heard this, {A.he} went to see {B.him}. | {A} went to visit {B} at once.
= cook<hear@A: {A} cooked {dish} and brought some {food.s}. | {A} brought {B.him} warm {dish}.
= comfort<hear@A: {A.he} put a {flower} beside the bed. | {A} sat beside the bed and talked {way}.
=/ say@A: "Eat this, and you will feel better," said {A}. | "You must rest for {days} days," said {A}.
= better<cook@B: After {days} days {B} was well again. | The {dish} was good, and soon {B} was well.
= thank<better@B: "Your {dish} made me strong," said {B}. | {B} was {glad} and gave {A} a {look2} {flower}.
=40 moral@: A friend is the best medicine. | Kindness helps more than medicine.

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
= hurt<find@: The {pet} was hungry and cold. | The {pet} was hurt and could not move.
= carry<hurt@A: {A} took the {pet} home and kept it warm. | {A} carried it home with great care.
= feed<carry@A: {A.he} gave it water and {dish}. | Every day {A.he} fed the {pet}.
=60 visit@B: {B} came to see the {color2} {pet}. | "What a sweet {pet}!" said {B}.
= strong<feed@: After a week the {pet} was strong again. | Soon the {pet} was well.
= free<strong@A: {A} took it back to the {tree} and let it go. | Then {A} let the {pet} go free.
=70 low<free@A: {A} was a little {low}, but it was right. | The {pet} looked back once and was gone.
)";

} // namespace

std::string englishPlots()
{
    return std::string(kParts) + kFables + kSums + kPuzzles + kDaily;
}

} // namespace espalier::world
