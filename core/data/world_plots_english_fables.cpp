#include "core/data/world_plot.h"

namespace espalier::world {

namespace {

constexpr const char* kEnglishFables = R"(
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
+ thank<give_back@B: {B} was so {glad} that {B.he} gave {A.him} some {gift.s}. | "Thank you, {A}!" said {B}. | {B} thanked {A} for the {obj}.
- discover<keep@B: Soon {B} saw the {obj} and knew the truth. | But {B} found out from the {elder} what {A} had done. | But the {elder} told {B} about the {obj}.
- distrust<discover@A: From then on the {elder} did not trust {A}. | After that the {elder} believed {A} no more. | {A} felt {low}, but the {elder} had heard of it.
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
= autumn@: On a {weather0} {time0} the first {tree0} lost its leaves. | Autumn came to {P}, and the {tree0.s} by the {place0} turned red. | The {critter.s} left {P}, for winter was near. | Soon the {weather0} days of winter would come to {P}.
+ gather<autumn@A: {A} gathered {food.s} near the {spot} every day. | Every day {A} carried {food.s} home from the {spot}. | {A} put {food.s} away every {time0}.
- rest<autumn@A: {A} slept under a {tree0} all day long. | {A} sat by the {spot} and watched a {critter}. | "I will work tomorrow," said {A} to a {critter}.
= snow<autumn@: Then snow covered the {place0}, and no {food} grew outside. | One {weather0} {time0} deep snow covered {P} and its {place0}. | Then the {place0} froze, and even the {critter.s} stayed inside.
+ full<gather@A: {A} had plenty of {food.s} and was {glad}. | {A} sat at home by a {thing0} and ate {food.s}.
+60 help<full@A: {A} even shared the {food.s} with {B}. | When {B} was hungry, {A} gave {B.him} some {food.s}.
- hungry<rest@A: {A} had no {food.s} and was very {low}. | {A} was cold, hungry and {low}.
- beg<hungry@A: {A} went to {B} and asked for {food.s}. | "Please give me some {food.s}, {B}," said {A}.
- lesson<beg@B: {B} gave {A} one {food} and said, "You must work, {A}!" | {B} helped {A}, who promised to work like the {elder}.
=70 moral@: Those who work in autumn eat in winter. | Work today and rest tomorrow. | The {food.s} of autumn feed the winter.

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
= challenge@B: One day {A} and {B} had a race to the {spot}. | {B} asked {A} to race to the {spot}. | "Let us race to the {spot}, {A}," said {B}.
= course<challenge@: {A} and {B} would run from the {spot2} to the {spot}. | The race went from the {spot2} past a {tree0}.
+ steady<course@A: {A} ran slowly past the {place0} but did not stop. | {A} passed the {place0} and the {tree0} step by step.
+ rival_rest<course@B: {B} was far ahead of {A} and lay down by the {place0}. | {B} fell asleep under a {tree0} near the {place0}.
- boast<course@A: "I am faster than any {critter}!" said {A}. | {A} laughed and said, "Even a {critter} is faster than {B}." | "I will win before the {critter.s} wake up," said {A}.
- nap<boast@A: Halfway there {A} lay down under a {tree0}. | {A} stopped at the {spot2} to sleep like a {critter}.
- rival_steady<course@B: {B} passed the {place0} and did not look back. | {B} passed {A} and ran on to the {place0}.
+ win<steady@A: So {A} reached the {spot} first. | When {B} woke up, {A} had already reached the {spot}.
- lose<nap@A: When {A} woke up, {B} had already reached the {spot}. | So {B} reached the {spot} first, and {A} lost.
+ joy<win@A: {A} was {glad}, and the {elder} cheered. | The {elder} and the {critter.s} cheered for {A}.
- shame<lose@A: {A} was {low} and never boasted to {B} again. | {A} felt {low} and went home past the {place0}.
=60 moral@: Slow and steady wins the race. | Pride comes before a fall. | A slow {critter} beats a sleepy one.

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
= need@B: {B} came past the {place0} and was very hungry. | Then {B} came and had nothing to eat but a {food0}. | "I have eaten only a {food0}," said {B}.
= ask<need@B: "{A}, could I have a {food}?" asked {B}. | {B} asked {A} for a {food}.
+ give<ask@A: {A} gave {B} half of the {food.s}. | "Take as many {food.s} as you like," said {A}. | {A} sat down with {B}, and they ate together.
- refuse<ask@A: "No, these {food.s} are mine," said {A}. | {A} hid the {food.s} and sent {B} away. | {A} ate all the {food.s} alone.
= trouble@A: A week later {A} fell into a hole near the {spot}. | Some days later {A} hurt {A.his} foot near a {tree0}. | Not long after, {A} lost {A.his} way behind the {place0}.
+ repay<give@B: {B} heard {A} call and ran past the {place0} to help. | {B} remembered the {food.s} and ran to help {A}.
- alone<refuse@A: {A} called for help, but only a {critter} came. | {A} called {B}, but only the {critter.s} answered.
+ thanks<repay@A: {A} was {glad} to have a friend like {B}. | "You are a true friend, {B}," said {A}.
- regret<alone@A: {A} was {low} and thought of the {food.s}. | "I should have shared the {food.s} with {B}," said {A}.
=60 moral@: Those who give will receive. | A shared meal makes a friend. | Half a {food} for a friend is a feast.

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
= frost@: One {weather0} {time0} ice covered the pond by the {place0}. | The river by the {place0} was frozen, and a {critter} slid across. | Near the {place0} a {critter} stood on thin ice.
= plan<frost@A: {A} wanted to cross the ice to reach the {spot}. | Across the ice lay the {spot} and some {food.s}. | Behind the ice {A} had hidden some {food.s}.
+ test<plan@A: First {A} threw a {food0} on the ice, and it cracked. | First {A} tested the ice with the branch of a {tree0}.
- step<plan@A: {A} ran onto the ice like a {critter}. | "The ice can carry a {critter}," said {A}, and stepped on it.
-70 warn<plan@B: "Stop, {A}, the ice is thin!" cried {B}. | {B} warned {A}, who only watched a {critter}.
+ around<test@A: So {A} walked the long way past the {place0}. | So {A} turned back and took the bridge by the {place0}.
- fall<step@A: The ice broke near the {place0}, and {A} fell in. | The ice cracked under {A}, and a {critter} fled.
+ safe<around@A: {A} came home late, but dry and {glad}. | {A} reached the {spot} safely.
- saved<fall@B: {B} pulled {A} out with the branch of a {tree0}. | Luckily {B} was near the {place0} and pulled {A} out.
- cold<fall@A: {A} was wet, cold and {low}. | {A} lay in bed with a cold and ate {meal0}.
=60 moral@: Look before you leap. | It is better to be late than to be wet. | Thin ice does not carry a {critter}.

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
= hole@: A {tree0} had fallen on the roof of {A}. | Rain came through the roof of {A} onto a {obj}. | The roof above the {room0} of {A} was broken.
= clouds@: Dark clouds came over {P} and its {place0}. | "A storm is coming from the {place0}, {A}," said {B}.
+ mend<clouds@A: {A} took a {tool} and mended the roof above the {room0}. | {A} mended the roof with a {tool} from {B}.
- wait<clouds@A: "I will mend it tomorrow," said {A}. | {A} left the {tool} in the {room0} and went to sleep.
= storm<clouds@: A {weather0} storm shook the {tree0} by the {place0} that night. | It rained on the {place0} and the {place1} that night.
+ dry<mend@A: The house stayed dry, and {A} slept like a {critter}. | Not one drop fell on the {obj} of {A}.
- wet<wait@A: The rain ran through the {room0} onto the {obj}. | The rain came in, and the {obj} of {A} got wet.
+ joy<dry@A: In the morning {A} was {glad} about the dry {room0}. | "The {tool} did good work," said {A}.
- sorry<wet@A: {A} sat on the wet {obj} and felt {low}. | "I should have used the {tool} yesterday," said {A}.
=50 moral@: Mend the roof while the sun shines. | Do not leave for tomorrow what you can do today. | A dry {room0} is better than a good excuse.

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
= plant@A: In spring {A} planted a {plant} behind the {spot}. | {A} planted a {plant} from {B} behind the {spot}.
= slow<plant@: Only a {critter} came to look at the {plant} of {A}. | Days went by, but the {plant} by the {spot} did not come up.
+ water<slow@A: {A} watered the {plant} every {time0} and waited. | {A} did not give up and brought water from the {place0}.
- dig<slow@A: {A} grew tired of waiting and dug up the {plant}. | "A {tree0} grows faster!" cried {A}, and dug it up.
+ bloom<water@: At last a {look2} {plant} stood behind the {spot}. | In summer the {plant} was the finest in {P}.
- dead<dig@: So the {plant} behind the {spot} never grew. | Only a {critter} lived behind the {spot} of {P}.
+ joy<bloom@A: {A} was {glad} and showed the {plant} to {B}. | {B} came to see the {plant}, and {A} was {glad}.
- sorry<dead@A: {A} was {low} when {B} showed a {plant} to the {elder}. | {A} looked at the {spot} and felt {low}.
=60 moral@: Good things take time. | Those who wait will see the flowers. | A {tree0} does not grow in one day.

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
= visit@A: One day {A} visited {B} in the {room2}. | {A} was a guest in the house of {B}.
= break@A: In the {room2} {A} broke a {color2} {obj}. | By accident {A} broke a {look2} {obj} of {B}. | {A} turned around and broke a {look2} {obj}.
= ask<break@B: "Who broke my {obj}?" asked {B}. | {B} came into the {room2} and saw the broken {obj}.
+ admit<ask@A: "I broke it, and I am {low}," said {A}. | {A} told {B} the truth about the {obj}.
- lie<ask@A: "It was a {critter}," said {A}. | "I do not know, perhaps a {critter}," said {A}. | {A} said that a {critter} had done it.
+ forgive<admit@B: {B} forgave {A} for telling the truth about the {obj}. | "{A}, thank you for telling me," said {B}.
- seen<lie@B: But {B} had watched {A} from the {room2}. | But {B} saw no {critter} and knew that {A} lied.
+ mend<forgive@A: Together {A} and {B} mended the {obj}. | The next day {A} brought {B} a new {obj}.
- angry<seen@B: {B} was {low} because {A} had lied. | {B} asked {A} to leave the {room2}.
+50 friends<mend@: {A} and {B} stayed friends for ever. | {A} was {glad}, and so was {B}.
=50 moral@: The truth is the best way. | A lie has short legs. | A broken {obj} is better than a lie.

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
= danger@B: One {weather0} {time0} {B} fell into the river near the {spot}. | {B} fell into a deep hole behind the {spot}.
= cry<danger@B: "Help me, {A}!" cried {B}. | {B} cried for help louder than a {critter}. | "Help, {A}, I am by the {spot}!" cried {B}.
+ jump<cry@A: {A} ran past the {place0} to {B}. | {A} was afraid too, but ran past the {place0} to help.
- hide<cry@A: {A} hid behind a {tree0} like a {critter}. | {A} was too afraid to pass the {place0}.
+ pull<jump@A: {A} took a rope from the {place0} and pulled {B} out. | {A} held out the branch of a {tree0}, and {B} caught it.
- other<hide@: A {elder} of {P} came and helped {B} in the end. | In the end {B} climbed up a {tree0} alone.
+ thank<pull@B: "You saved my life, {A}," said {B}. | {B} was {glad} and thanked {A}.
- ask_why<other@B: "Why did you not help me, {A}?" asked {B}. | {B} was {low} because {A} had not come.
- regret<ask_why@A: {A} looked at a {critter} and said nothing. | "I was afraid, {B}," said {A} {loud}.
=60 moral@: A brave friend is a true friend. | A friend in need is a friend indeed. | Even a small {critter} can be brave.

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
= promise@A: {A} promised to bring {B} a {obj} in the {time0}. | "I will bring you a {obj} tonight, {B}," said {A}.
= reason<promise@B: {B} needed the {obj} for the feast at the {spot}. | {B} needed it because a {critter} had taken the old {obj}.
= fair@: That {time0} a {elder} played music at the {spot}. | In the afternoon a {elder} called {A} to the {spot}.
+ leave<promise@A: {A} left the {place0} early because of the promise. | {A} thought of {B} and left the {place0}.
- stay<fair@A: {A} stayed by the {place0} and forgot the {obj}. | {A} danced all {time0} and forgot the {obj}.
+ bring<leave@A: In the {time0} {A} brought {B} the {obj}. | {A} stood at the door with the {obj}.
- wait<stay@B: {B} waited by the {place0} until it was dark. | {B} waited all {time0}, but only a {critter} came.
+ glad<bring@B: {B} was {glad} and hugged {A}. | "I knew that you would come, {A}," said {B}.
- low<wait@B: {B} was {low} and went to bed. | The next {time0} {B} did not speak to {A}.
=60 moral@: A promise is a promise. | Keep your word, and your friends will trust you. | A promise is worth more than a {obj}.

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
= wish@A: {A} wanted to learn how to {skill}. | "I would like to {skill} like you, {B}," said {A}.
= lesson<wish@B: {B} showed {A} by the {place0} how to {skill}. | So {B} taught {A} behind the {place0} every {time0}.
= hard<lesson@A: At first even a {critter} laughed at {A}. | On the first {time0} nothing went well for {A}. | At first {A} {skill.ed} like a {critter}.
+ practise<hard@A: {A} practised {way} for {days} days. | {A} tried again and again for {days} days.
- quit<hard@A: {A} was {low} and stopped after one {time0}. | "This is too hard for a {A.kind}," said {A}.
+ able<practise@A: In the end {A} {skill.ed} better than {B}. | After {days} days {A} could {skill} like a {elder}.
- unable<quit@A: So {A} never learned to {skill}. | When {B} {skill.ed}, {A} could only watch.
+ proud<able@B: {B} was {glad} when {B.he} saw {A}. | "You did not give up, {A}," said {B}.
- sorry<unable@A: "I gave up too soon, {B}," said {A}. | {A} felt {low} when {A.he} saw {B}.
=50 moral@: Practice makes perfect. | Nobody learns to {skill} in one day. | Even a {elder} was a beginner once.

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
= has@A: One {time0} {A} sat near the {spot} with a {food}. | {A} had a {food} and wanted to eat it near the {spot}.
=p come@B: A {B.kind} called {B} came along and saw the {food}. | {B}, a {B.kind}, smelled the {food} and came closer.
=b come@B: {B}, a {B.kind}, came past the {place0} and saw the {food}. | A {B.kind} called {B} came along and smelled the {food}.
= praise<come@B: "{A}, you sing better than a {sound}," said {B}. | "How beautiful you are, {A}!" said {B}. | "Please sing a song for me, {A}," said {B}. | "You sing like a {critter}, {A}," said {B}.
+ see<praise@A: {A} knew that {B} wanted the {food}. | "You only want my {food}, {B}," said {A}.
- sing<praise@A: {A} was so {glad} that {A.he} put down the {food}. | {A} closed {A.his} eyes and sang like a {critter}.
+ eat<see@A: {A} ate the {food} first and sang for {B} afterwards. | {A} held the {food} tight and walked to the {place0}.
- steal<sing@B: At once {B} took the {food} and ran to the {place0}. | {B} picked up the {food} and was gone.
+ leave<eat@B: {B} went home hungry past the {place0}. | {B} was {low} and went away without the {food}.
- regret<steal@A: {A} looked for the {food}, but saw only a {critter}. | Now {A} was hungry and {low}.
=60 moral@: Do not believe every sweet word. | Those who praise you may want your {food}.
)";

} // namespace

std::string englishFables()
{
    return kEnglishFables;
}

} // namespace espalier::world
