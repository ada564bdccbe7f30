#include "core/rows/built_in_questions.h"

namespace espalier::built_in {

namespace {

constexpr std::string_view kEnglishFacts = R"(
ask direct * : intro
? Where does {A} live? | In which place did {A} live? | Where was the home of {A}?
= {P}
! {A} lives in #. | The home of {A} is in #.

ask direct *p : intro
? What was the work of {A}? | What did {A} work as? | Which craft did {A} have?
= {A.kind}
! The work of {A} was that of a #. | The craft of {A} was that of a #.

ask direct *b : intro
? What animal was {A}? | Which kind of animal is {A}?
= {A.kind}
! The animal {A} was a #. | {A} was an animal: a #.

ask direct *p : friend
? What was the work of {B}? | What did {B}, the friend of {A}, work as?
= {B.kind}
! The work of {B} was that of a #.

ask direct *b : friend
? What animal was {B}? | Which kind of animal is {B}?
= {B.kind}
! The animal {B} was a #.

ask direct * : wears
? What colour was the {garment} of {A}? | Which colour did the {garment} of {A} have?
= {colour}
! The {garment} of {A} was #.

ask direct * : room
? What stood in the {room} of {A}? | Which piece of furniture did {A} have in the {room}?
= {furniture}
! In the {room} of {A} there was a #.

ask direct * : likes
? What did {A} like to do? | What did {A} do with joy?
= {hobby}
! {A} liked to #.

ask direct purse : find
? What did {A} find? | Which thing did {A} pick up?
= {obj}
! {A} found a #. | It was a # that {A} found.

ask direct broken : break
? What did {A} break? | Which thing of {B} was broken?
= {obj}
! {A} broke a #. | It was a # that {A} broke.

ask direct seeds : plant
? What did {A} plant? | Which flower did {A} plant?
= {plant}
! {A} planted a #.

ask direct seeds : plant
? Where did {A} plant the {plant}? | Behind what did {A} plant the {plant}?
= {spot}
! {A} planted the {plant} behind the #.

ask direct animal_care : find
? Which animal did {A} find? | What did {A} find near the {spot}?
= {pet}
! {A} found a #.

ask direct gift : birthday wish
? What did {B} want? | Which gift did {B} want to have?
= {wish}
! {B} wanted a #.

ask direct promise : promise
? What did {A} promise to bring? | What would {A} bring to {B}?
= {obj}
! {A} promised to bring a #.

ask direct learn : wish
? What did {A} want to learn? | What would {A} like to learn?
= {skill}
! {A} wanted to learn how to #.

ask direct directions : stranger want
? What was {B} looking for? | Where did {B} want to go?
= {dest}
! {B} was looking for the #.

ask direct market : purse price
? How many coins did the {obj} cost? | What was the price of the {obj} in coins?
= {m}
! The {obj} cost # coins.

ask direct why_sad : meet reason
? What had {B} lost? | Which thing of {B} was gone or broken?
= {thing}
! It was the # of {B}.

ask direct sick : ill cook
? What did {A} bring to {B}? | Which dish did {A} bring?
= {dish}
! {A} brought {B} #.

ask direct race : challenge
? To which place would {A} and {B} run? | Where would the race end?
= {spot}
! The race went to the #.
)";

constexpr std::string_view kEnglishHints = R"(
ask indirect purse+ : find give_back
? Was {A} honest or dishonest? | Which word is right for {A}: dishonest or honest? | Did {A} act like someone honest or dishonest?
= honest
! {A} was #, for {A.he} did not keep the {obj}.
x dishonest

ask indirect purse- : find owner keep
? Was {A} honest or dishonest? | Which word is right for {A}: dishonest or honest? | Did {A} act like someone honest or dishonest?
= dishonest
! {A} was #, for {A.he} kept the {obj}.
x honest

ask indirect purse : find owner
? Who must have lost the {obj}? | Whose {obj} was it? | To whom should {A} give the {obj}?
= {B}
! The {obj} belonged to #.
x {A}

ask indirect winter+ : autumn gather
? Was {A} lazy or hard-working? | Which word is right for {A}: hard-working or lazy?
= hard-working
! {A} was #, for {A.he} thought of the winter.
x lazy

ask indirect winter- : autumn rest
? Was {A} lazy or hard-working? | Which word is right for {A}: hard-working or lazy?
= lazy
! {A} was #, for {A.he} did not work before the winter.
x hard-working

ask indirect race+ : steady rival_rest
? Who reached the {spot} first, {A} or {B}? | Who must have won the race to the {spot}, {B} or {A}?
= {A}
! # was first, for {B} stopped to sleep.
x {B}

ask indirect race- : nap rival_steady
? Who reached the {spot} first, {A} or {B}? | Who must have won the race to the {spot}, {B} or {A}?
= {B}
! # was first, for {A} stopped to sleep.
x {A}

ask indirect share+ : ask give
? Was {A} generous or selfish? | Which word is right for {A}: selfish or generous?
= generous
! {A} was # to {B}.
x selfish

ask indirect share- : ask refuse
? Was {A} generous or selfish? | Which word is right for {A}: selfish or generous?
= selfish
! {A} was # to {B}.
x generous

ask indirect ice+ : plan test around
? Was {A} careful or careless? | Which word is right for {A}: careless or careful?
= careful
! {A} was # on the ice.
x careless

ask indirect ice- : plan step fall
? Was {A} careful or careless? | Which word is right for {A}: careless or careful?
= careless
! {A} was # on the ice.
x careful

ask indirect roof+ : clouds mend storm
? Did the house of {A} stay dry or get wet? | Was the bed of {A} wet or dry after the storm?
= dry
! It was #, for {A} had mended the roof.
x wet

ask indirect roof- : hole wait storm
? Did the house of {A} stay dry or get wet? | Was the floor of {A} wet or dry after the storm?
= wet
! It was #, for {A} had not mended the roof.
x dry

ask indirect seeds+ : plant water bloom
? Was {A} patient or hasty? | Which word is right for {A}: hasty or patient?
= patient
! {A} was # with the {plant}.
x hasty

ask indirect seeds- : plant dig
? Was {A} patient or hasty? | Which word is right for {A}: hasty or patient?
= hasty
! {A} was # with the {plant}.
x patient

ask indirect seeds- : plant dig
? Will the {plant} of {A} grow, yes or no? | Can the {plant} still grow, yes or no?
= no
! The answer is #, for {A} dug it up.
x yes

ask indirect broken+ : break admit
? Was {A} honest or dishonest? | Which word is right for {A}: dishonest or honest?
= honest
! {A} was # about the {obj}.
x dishonest

ask indirect broken- : break lie
? Was {A} honest or dishonest? | Which word is right for {A}: dishonest or honest?
= dishonest
! {A} was # about the {obj}.
x honest

ask indirect rescue+ : danger jump pull
? Was {A} brave or timid? | Which word is right for {A}: timid or brave?
= brave
! {A} was # when {B} was in danger.
x timid

ask indirect rescue- : danger hide
? Was {A} brave or timid? | Which word is right for {A}: timid or brave?
= timid
! {A} was # when {B} was in danger.
x brave

ask indirect promise+ : promise bring
? Was {A} loyal or forgetful? | Which word is right for {A}: forgetful or loyal?
= loyal
! {A} was # and kept the promise.
x forgetful

ask indirect promise- : promise stay
? Was {A} loyal or forgetful? | Which word is right for {A}: forgetful or loyal?
= forgetful
! {A} was # and did not keep the promise.
x loyal

ask indirect promise- : promise stay
? Did {B} get the {obj}, yes or no? | Was the {obj} in the hands of {B} that day, yes or no?
= no
! The answer is #, for {A} forgot the {obj}.
x yes

ask indirect learn+ : wish practise
? Was {A} patient or hasty? | Which word is right for {A}: hasty or patient?
= patient
! {A} was # and did not give up.
x hasty

ask indirect learn- : wish quit
? Can {A} {skill} well now, yes or no? | Did {A} learn to {skill}, yes or no?
= no
! The answer is #, for {A} gave up.
x yes

ask indirect flatter+ : has praise see
? Was {A} clever or silly? | Which word is right for {A}: silly or clever?
= clever
! {A} was # and saw what {B} wanted.
x silly

ask indirect flatter- : has praise sing steal
? Was {A} clever or silly? | Which word is right for {A}: silly or clever?
= silly
! {A} was # to believe {B}.
x clever

ask indirect gift+ : wish give
? Was {B} glad or sad about the gift? | How did {B} feel about the gift: sad or glad?
= glad
! {B} was #, for it was what {B.he} wanted.
x sad

ask indirect gift- : wish give_wrong
? Was {B} glad or sad about the gift? | How did {B} feel about the gift: sad or glad?
= sad
! {B} was #, for it was not what {B.he} wanted.
x glad

ask indirect lost : use miss
? Where should {A} look for the {obj}? | Where was the {obj} seen last? | Where is the {obj} most likely?
= {spot}
! {A} should look at the #.

ask indirect craft sew : need ask
? What will {A} pay for when the work is done? | What did {A} need from {B}? | Why did {A} go to {B}: for what thing?
= {obj}
! {A} needed a # from {B}.
)";

constexpr std::string_view kEnglishSums = R"(
ask sum gather : first second
? How many {item.s} does {A} have now? | How many {item.s} are there in all? | What is the number of {item.s} of {A} now?
= {s}
! {A} has # {item.s} now. | There are # {item.s} in all.
via count

ask sum give : first give
? How many {item.s} does {A} have left? | How many {item.s} are left? | What is the number of {item.s} of {A} now?
= {d}
! {A} has # left. | Of the {item.s}, # are left.
via count

ask sum groups : holders each
? How many {item.s} are there in all? | How many {item.s} are in all the baskets together?
= {p}
! There are # {item.s} in all.
via count

ask sum market : purse price buy
? How many coins does {A} have left? | How many coins did {A} bring home?
= {d}
! {A} has # of the coins left.
via count

ask sum ages : age older
? How old is {B}? | What is the age of {B} in years?
= {s}
! {B} is # years old.
via answer

ask sum riddle : riddle hint
? What is the number of {A}? | Which number does {A} mean?
= {m}
! The number is #.
via answer

ask sum_steps two_step : first second third
? How many {item.s} does {A} have now? | How many {item.s} are left for {A}? | What is the number of {item.s} of {A} now?
= {d}
! {A} has # {item.s} now.
via count1 count2

ask sum_steps gather : first second
? Then {A} gives {k} of them to {B}. How many {item.s} does {A} have left? | Then {A} loses {k} of the {item.s}. How many are left?
= {r}
! {A} has # left.
with minus k s r

ask sum_steps give : first give
? Then {A} finds {k} more. How many {item.s} does {A} have now? | Then {B} brings {A} {k} other {item.s}. How many does {A} have now?
= {r}
! {A} has # now.
with plus k d r

ask sum_steps groups : holders each
? Then {B} takes {k} of the {item.s} away. How many are left? | {A} gives {k} of all the {item.s} to {B}. How many does {A} keep?
= {r}
! Of the {item.s}, # are left.
with minus k p r

ask sum_steps market : purse price buy
? On the way home {A} finds {k} coins. How many coins does {A} have then? | Then {A} gets {k} more coins. How many coins does {A} have now?
= {r}
! {A} has # coins then.
with plus k d r
)";

constexpr std::string_view kEnglishPuzzles = R"(
ask compare more : first second
? Who has more {item.s}, {A} or {B}? | Who has the most {item.s}, {B} or {A}?
= {A}
! # has more {item.s}.
x {B}

ask compare more : first second
? Who has fewer {item.s}, {A} or {B}? | Who has less, {B} or {A}?
= {B}
! # has fewer {item.s}.
x {A}

ask compare more : first second
? How many more {item.s} does {A} have than {B}? | How many {item.s} would {B} need to have as many as {A}?
= {d}
! The difference is #.

ask compare ages : age older
? Who is older, {A} or {B}? | Who was born first, {B} or {A}?
= {B}
! # is older.
x {A}

ask compare ages : age older
? Who is younger, {A} or {B}? | Who was born later, {B} or {A}?
= {A}
! # is younger.
x {B}

ask compare heavier : first
? Which is {q.er}, the {x} or the {y}? | Which of the two is {q.er}, the {y} or the {x}?
= {x}
! The # is {q.er}.
x {y}

ask compare heavier : second
? Which is not as {q}, the {z} or the {y}? | Which of the two is less {q}, the {y} or the {z}?
= {z}
! The # is not as {q}.
x {y}

ask logic taller : first second
? Who is the {q.est} of the three? | Who is the {q.est}: {C}, {A} or {B}?
= {A}
! # is the {q.est} of the three.
works From the {q.est}: {A}, {B}, {C}.
x {B} | {C}
holds order: {A}, {B}, {C}; {A} before {B}; {B} before {C}; ask: first

ask logic taller : first second
? Who is the least {q} of the three? | Who is less {q} than both others: {C}, {A} or {B}?
= {C}
! # is the least {q} of the three.
works From the {q.est}: {A}, {B}, {C}.
x {A} | {B}
holds order: {A}, {B}, {C}; {A} before {B}; {B} before {C}; ask: last

ask logic taller : first second
? Is {A} {q.er} than {C}, yes or no? | Yes or no: {A} is {q.er} than {C}.
= yes
! The answer is #: {A} is {q.er} than {C}.
works From the {q.est}: {A}, {B}, {C}.
x no
holds order: {A}, {B}, {C}; {A} before {B}; {B} before {C}; ask: {A} before {C}

ask logic taller : first second
? Is {C} {q.er} than {A}, yes or no? | Yes or no: {C} is {q.er} than {A}.
= no
! The answer is #: {C} is not as {q} as {A}.
works From the {q.est}: {A}, {B}, {C}.
x yes
holds order: {A}, {B}, {C}; {A} before {B}; {B} before {C}; ask: {C} before {A}

ask logic taller : first second
? Name all three, the {q.est} first. | Write the three names from the {q.est} down.
= {A}, {B}, {C}
! The right order is #.
works From the {q.est}: {A}, {B}, {C}.
x {B}, {A}, {C} | {C}, {B}, {A} | {A}, {C}, {B}
holds order: {A}, {B}, {C}; {A} before {B}; {B} before {C}; ask: all

ask logic heavier : first second
? Which is the {q.est}: the {z}, the {x} or the {y}? | Which of the three things is the {q.est}?
= {x}
! The # is the {q.est}.
works From the {q.est}: {x}, {y}, {z}.
x {y} | {z}
holds order: {x}, {y}, {z}; {x} before {y}; {y} before {z}; ask: first

ask logic heavier : first second
? Which is the least {q}: the {y}, the {z} or the {x}? | Which of the three things is the least {q}?
= {z}
! The # is the least {q}.
works From the {q.est}: {x}, {y}, {z}.
x {x} | {y}
holds order: {x}, {y}, {z}; {x} before {y}; {y} before {z}; ask: last

ask logic boxes : colours hidden not1 not2
? In which box is the {obj}? | What colour is the box with the {obj}? | Which box must {B} open?
= {c3}
! The {obj} is in the # box.
works Not {c1}, not {c2}.
x {c1} | {c2}
holds assign: {obj} = {c1}, {c2}, {c3}; {obj} is not {c1}; {obj} is not {c2}; ask: {obj}
)";

const std::string& allEnglish()
{
    static const std::string text = std::string(kEnglishFacts) + std::string(kEnglishHints) +
                                    std::string(kEnglishSums) + std::string(kEnglishPuzzles);
    return text;
}

} // namespace

std::string_view englishQuestions()
{
    return allEnglish();
}

} // namespace espalier::built_in
