/// English words for the operations of built_in_code.h.

#include "core/rows/built_in_code.h"

namespace espalier::built_in::code {

std::string_view englishCode()
{
    return R"(
add
  $1 plus $k | <the sum of $1 and $k | $k more than $1
  act add $k to $1 | increase $1 by $k
  each $1, each increased by $k | $1 with $k added to each
  do add $k to each of $1 | increase each of $1 by $k
subtract
  $1 minus $k | $k less than $1
  act subtract $k from $1 | reduce $1 by $k
  each $1, each reduced by $k
  do subtract $k from each of $1 | reduce each of $1 by $k
subtract_from
  $k minus $1
  act subtract $1 from $k
multiply
  $1 times $k | $k times $1 | <the product of $1 and $k | >$k times $1
  act multiply $1 by $k
  each $1, each multiplied by $k | $1, each times $k
  do multiply each of $1 by $k
double
  twice $1 | >twice $1 | =the double of $1
  act double $1
  each =the doubles of $1 | $1, each doubled
  do double each of $1
square
  =the square of $1 | $1 squared | $1 times itself
  act square $1
  each =the squares of $1
  do square each of $1
cube
  =the cube of $1 | $1 to the power of 3
  act cube $1
  each =the cubes of $1
  do cube each of $1
negate
  =the opposite of $1 | $1 with its sign changed | minus $1
  act change the sign of $1
  each $1 with their signs changed
  do change the sign of each of $1
absolute
  =the absolute value of $1 | how far $1 is from zero
  each =the absolute values of $1
  do take the absolute value of each of $1
quotient
  $1 divided by $k, rounded down | how many whole times $k goes into $1
  act divide $1 by $k, rounding down,
  each $1, each divided by $k and rounded down
  do divide each of $1 by $k, rounding down,
remainder
  =the remainder of dividing $1 by $k | what is left over when $1 is divided by $k
  each =the remainders of dividing $1 by $k
  do take the remainder of dividing each of $1 by $k
at_least
  <the larger of $1 and $k | $1, but never less than $k
at_most
  <the smaller of $1 and $k | $1, but never more than $k
clamp
  $1, but at least $k and at most $j | $1 kept between $k and $j
  act bring $1 between $k and $j
last_digit
  =the last digit of $1 | =the ones digit of $1
  each =the last digits of $1
  do take the last digit of each of $1
digit_sum
  =the sum of the digits of $1 | what the digits of $1 add up to
  act add up the digits of $1
  each =the digit sums of $1
  do add up the digits of each of $1
digit_count
  =the number of digits of $1 | how many digits $1 has
  act count the digits of $1
sum_to
  =the sum of the whole numbers from 1 to $1 | what all whole numbers from 1 to $1 add up to
  act add up the whole numbers from 1 to $1
power_of_two
  2 to the power of $1
  act raise 2 to the power of $1
next
  the whole number after $1 | the number that follows $1 | one more than $1
  act add one to $1
  each $1, each increased by one
  do add one to each of $1
previous
  the whole number before $1 | one less than $1
  act take one away from $1
  each $1, each reduced by one
  do take one away from each of $1
multiple_below
  the largest multiple of $k that is not above $1 | $1 rounded down to a multiple of $k
  act round $1 down to a multiple of $k
above
  >$1 is above $k | >$1 is greater than $k | >$1 is more than $k
  are are above $k | are greater than $k
below
  >$1 is below $k | >$1 is less than $k
  are are below $k | are less than $k
not_below
  >$1 is at least $k | >$1 is $k or more
  are are at least $k | are $k or more
not_above
  >$1 is at most $k | >$1 is $k or less
  are are at most $k | are $k or less
even
  >$1 is even | >$1 is an even number
  are are even
odd
  >$1 is odd | >$1 is an odd number
  are are odd
divisible
  >$1 is divisible by $k | >$1 is a multiple of $k
  are are divisible by $k | are multiples of $k
positive
  >$1 is positive | >$1 is above zero
  are are positive | are above zero
negative
  >$1 is negative | >$1 is below zero
  are are negative | are below zero
equal
  >$1 is equal to $k | >$1 is exactly $k
  are are equal to $k
unequal
  >$1 is different from $k
  are are different from $k | are not equal to $k
between
  >$1 is at least $k and at most $j
  are are at least $k and at most $j
two_digits
  >$1 has exactly two digits
  are have exactly two digits
count_up
  <the whole numbers from 1 to $1 | the numbers 1, 2, 3 and so on up to $1
from_zero
  <the whole numbers from 0 up to but without $1
count_down
  the whole numbers from $1 down to 1 | the numbers from $1 back to 1
digits
  <the digits of $1
as_text
  $1 as a string | $1 written as text
letters
  the letter "$c" $a times in a row | the letter "$c" repeated as many times as $1 says
sum_of_two
  <the sum of $1 and $2 | $1 plus $2 | what $1 and $2 make together
  act add $1 and $2
difference
  $1 minus $2 | what is left when $2 is taken away from $1
  act subtract $2 from $1
difference_back
  $2 minus $1 | what is left when $1 is taken away from $2
  act subtract $1 from $2
product
  <the product of $1 and $2 | $1 times $2 | the area of a rectangle with the sides $1 and $2
  act multiply $1 by $2
distance
  how far apart $1 and $2 are | <the distance between $1 and $2 | the absolute difference of $1 and $2
larger
  <the larger of $1 and $2 | whichever of $1 and $2 is larger
smaller
  <the smaller of $1 and $2 | whichever of $1 and $2 is smaller
mean_of_two
  the average of $1 and $2, rounded down
sum_of_squares
  <the sum of the squares of $1 and $2 | $1 squared plus $2 squared
remainder_by
  <the remainder of dividing $1 by $2 | what is left over when $1 is divided by $2
quotient_by
  $1 divided by $2, rounded down | how many whole times $2 goes into $1
  act divide $1 by $2, rounding down,
perimeter
  <the perimeter of a rectangle with the sides $1 and $2 | twice the sum of $1 and $2
plus_multiple
  $1 plus $k times $2 | the sum of $1 and $k times $2
  act add $k times $2 to $1
greater
  $1 is greater than $2 | $1 is above $2
less
  $1 is less than $2 | $1 is below $2
same_number
  $1 and $2 are equal | $1 is the same number as $2
divisible_by
  $1 is divisible by $2 | $1 is a multiple of $2
swapped
  $2 and then $1
from_to
  <the whole numbers from $1 to $2 | all whole numbers from $1 up to and with $2
sum_of_three
  <the sum of $1, $2 and $3 | $1 plus $2 plus $3
  act add $1, $2 and $3
largest_of_three
  <the largest of $1, $2 and $3
smallest_of_three
  <the smallest of $1, $2 and $3
middle_of_three
  the middle one of $1, $2 and $3 by size | the one of $1, $2 and $3 that is neither the largest nor the smallest
product_plus
  $1 times $2 plus $3 | the product of $1 and $2 with $3 added
  act multiply $1 by $2 and add $3
clamp_to
  $1, but at least $2 and at most $3 | $1 kept between $2 and $3
between_these
  $1 is at least $2 and at most $3

sum
  =the sum of $1 | =the total of $1 | what $1 add up to
  act add up $1
largest
  =the largest of $1 | the largest number in $a | the maximum of $a
smallest
  =the smallest of $1 | the smallest number in $a | the minimum of $a
kth_largest
  =the $o largest of $1 | the $o largest number in $a
kth_smallest
  =the $o smallest of $1 | the $o smallest number in $a
spread
  the difference between the largest and the smallest number in $a
mean
  the average of $1, rounded down | the mean of $a, rounded down
times
  how often $k occurs in $a | how many times $k is in $a
ends_sum
  the sum of the first and the last number in $a
size
  the number of $m in $a | how many $m $a has | the length of the list $a
  act count $1
first
  the first $e in $a | =the first of $1 | the first item of $a
last
  the last $e in $a | =the last of $1 | the last item of $a
kth
  the $o $e in $a | =the $o of $1 | the $o item of $a
kth_last
  the $o $e from the end of $a | the $o of $1, counted from the end
holds
  >$k is one of $1 | $k is in $a | $a contains $k
more_than
  >there are more than $k of $1 | $a has more than $k items
palindrome
  the list $a is the same forwards and backwards | $a reversed is the same list
in_order
  the list $a is in ascending order | the list $a is sorted from small to large
in_order/S
  the list $a is in alphabetical order
ends_same
  the first and the last $e in $a are the same | the list $a begins and ends with the same $e
distinct
  all $m in $a are different | no $e is in $a more than once
reversed
  $1 in reverse order | $1 from last to first
  act reverse the order of $1
sorted
  $1 in ascending order | $1 from the smallest to the largest
  act sort $1 in ascending order
sorted/S
  $1 in alphabetical order
  act sort $1 by the alphabet
sorted_down
  $1 in descending order | $1 from the largest to the smallest
  act sort $1 in descending order
sorted_down/S
  $1 in reverse alphabetical order
  act sort $1 by the alphabet from z to a
first_k
  =the first $k of $1 | the first $k $m in $a
last_k
  =the last $k of $1 | the last $k $m in $a
without_first
  $1 without the first one | all $m in $a but the first
  act drop the first of $1
without_last
  $1 without the last one | all $m in $a but the last
  act drop the last of $1
without_first_k
  $1 without the first $k | all $m in $a but the first $k
  act drop the first $k of $1
without_last_k
  $1 without the last $k | all $m in $a but the last $k
  act drop the last $k of $1
every_second
  every second one of $1, beginning with the first
  act keep every second one of $1, beginning with the first,
from_second
  every second one of $1, beginning with the second
  act keep every second one of $1, beginning with the second,
repeated
  $1, all of them $k times in a row | $a repeated $k times
  act repeat $a $k times
unique
  $1 without repeats | the different $m in $a, each once, in their order
  act remove repeats from $1
rotated
  $1 with the first one moved to the end
append
  $1 with $k added at the end | $a followed by $k
  act append $k to $a
prepend
  $1 with $k put before them | $k followed by $1
  act put $k in front of $1
concatenated
  $1 followed by $2 | the lists $a and $b joined together
  act join the lists $a and $b
common
  the numbers in $a that are also in $b
missing
  the numbers in $a that are not in $b
pair_sums
  the sums of the pairs of numbers at the same places in $a and $b
pair_products
  the sum of the products of the numbers at the same places in $a and $b
times_number
  how often $b occurs in $a | how many times $b is in $a
holds_number
  $b is in $a | $a contains $b
above_number
  the numbers in $a that are above $b | those numbers in $a that are greater than $b
plus_number
  the numbers in $a, each increased by $b
first_ones
  the first $b numbers in $a | as many numbers from the start of $a as $b says
with_number
  the numbers in $a with $b added at the end | $a followed by $b
sum_plus
  the sum of the numbers in $a plus $b

backwards
  $1 backwards | $1 from its last letter to its first | =the reverse of $1
  act reverse $1
  each $1, each written backwards
  do reverse each of $1
upper
  $1 in capital letters | $1 in upper case
  act write $1 in capital letters
  each $1, each in capital letters
  do write each of $1 in capital letters
lower
  $1 in small letters | $1 in lower case
  act write $1 in small letters
capital
  $1 with a capital first letter and all others small
  each $1, each with a capital first letter
twice
  $1 twice in a row | $1 repeated twice
  act double $1
  each $1, each written twice in a row
  do write each of $1 twice in a row
word_times
  $1 $k times in a row | $1 repeated $k times
  act repeat $1 $k times
  each $1, each repeated $k times
  do repeat each of $1 $k times
first_letter
  =the first letter of $1
  each =the first letters of $1
  do take the first letter of each of $1
last_letter
  =the last letter of $1
  each =the last letters of $1
  do take the last letter of each of $1
kth_letter
  =the $o letter of $1
first_letters
  =the first $k letters of $1
  each the first $k letters of each of $1
  do take the first $k letters of each of $1
last_letters
  =the last $k letters of $1
  each the last $k letters of each of $1
  do take the last $k letters of each of $1
but_first_letter
  $1 without its first letter | >all but the first letter of $1
  act drop the first letter of $1
  each $1, each without its first letter
  do drop the first letter of each of $1
but_last_letter
  $1 without its last letter | >all but the last letter of $1
  act drop the last letter of $1
  each $1, each without its last letter
  do drop the last letter of each of $1
but_first_letters
  $1 without its first $k letters | >all but the first $k letters of $1
  act drop the first $k letters of $1
sign_behind
  $1 with "$c" behind it | $1 followed by "$c"
  act put "$c" behind $1
  each $1, each with "$c" behind it
  do put "$c" behind each of $1
sign_before
  $1 with "$c" before it | "$c" followed by $1
  act put "$c" before $1
  each $1, each with "$c" before it
  do put "$c" before each of $1
sign_around
  $1 with "$c" before and behind it
  act put "$c" before and behind $1
  each $1, each with "$c" before and behind it
sign_between
  the letters of $1 with "$c" between them
  act put "$c" between the letters of $1
replace_letter
  $1 with every "$c" replaced by "$d" | $1 with "$d" for every "$c"
  act replace every "$c" in $1 by "$d"
  do replace every "$c" in $1 by "$d"
remove_letter
  $1 without the letter "$c" | $1 with every "$c" removed
  act remove every "$c" from $1
  do remove every "$c" from $1
doubled_letters
  $1 with every letter doubled | the letters of $1, each written twice
  act double every letter of $1
second_letters
  every second letter of $1, beginning with the first
letters_in_order
  the letters of $1 in alphabetical order
  act sort the letters of $1 by the alphabet
mirrored
  $1 followed by its reverse | $1 forwards and then backwards
first_to_end
  $1 with its first letter moved to the end
length
  =the length of $1 | =the number of letters of $1 | how many letters $1 has
  act count the letters of $1
  each =the lengths of $1 | the number of letters of each of $1
  do count the letters of each of $1
letter_count
  how many times "$c" occurs in $1 | the number of letters "$c" in $1
  act count the letters "$c" in $1
vowels
  =the number of vowels in $1 | how many vowels (a, e, i, o, u) $1 has
  act count the vowels in $1
letters_of
  <the letters of $1 | the single letters of $1
begins_with
  >$1 begins with "$c" | >$1 starts with "$c" | >the first letter of $1 is "$c"
  are begin with "$c" | start with "$c"
ends_with
  >$1 ends with "$c" | >the last letter of $1 is "$c"
  are end with "$c"
has_letter
  >$1 contains "$c" | >"$c" occurs in $1
  are contain "$c"
longer_than
  >$1 has more than $k letters | >$1 is longer than $k letters
  are have more than $k letters | are longer than $k letters
shorter_than
  >$1 has fewer than $k letters | >$1 is shorter than $k letters
  are have fewer than $k letters | are shorter than $k letters
of_length
  >$1 has exactly $k letters
  are have exactly $k letters
word_palindrome
  $1 is a palindrome | $1 is the same forwards and backwards
  are are palindromes | are the same forwards and backwards
same_end_letters
  $1 begins and ends with the same letter
  are begin and end with the same letter
words_of
  <the words of $1
  act split $1 into its words
word_count
  =the number of words in $1 | how many words $1 has
  act count the words in $1
no_blanks
  $1 without its blanks | the words of $1 written together
  act remove the blanks from $1
sign_for_blank
  $1 with "$c" for every blank | $1 with each blank replaced by "$c"
  act replace each blank in $1 by "$c"
joined_two
  $a followed by $b | $a and $b written together
  act write $a and then $b without a blank
joined_back
  $b followed by $a | $b and $a written together, $b first
joined_by
  $a and $b with "$c" between them | $a, then "$c", then $b
  act join $a and $b with "$c"
begins_with_word
  $a begins with $b | $a starts with $b
ends_with_word
  $a ends with $b
has_word
  $b occurs in $a | $a contains $b
same_length
  $a and $b have the same number of letters | $a is as long as $b
same_letters
  $a and $b have the same letters, in any order | $a is an anagram of $b
lengths_of_two
  how many letters $a and $b have together | <the sum of the lengths of $a and $b
word_so_often
  $1 $b times in a row | $1 repeated as often as $b says
so_many_letters
  the first $b letters of $1
longer_than_number
  $1 has more than $b letters | $1 is longer than $b letters
joined
  $1 joined with "$c" | $1 with "$c" between them, as one string
  act join $1 with "$c"
glued
  $1 written together as one string | $1 joined without anything between
  act join $1 without anything between
longest
  =the longest of $1 | the longest word in $a
shortest
  =the shortest of $1 | the shortest word in $a
first_by_alphabet
  the one of $1 that comes first in the alphabet | the word in $a that comes first in the alphabet
last_by_alphabet
  the one of $1 that comes last in the alphabet | the word in $a that comes last in the alphabet
by_length
  $1 from the shortest to the longest | $1 sorted by their length
  act sort $1 by their length
word_in_list
  $b is one of $1 | $b is in the list $a | $a contains $b
)";
}

} // namespace espalier::built_in::code
