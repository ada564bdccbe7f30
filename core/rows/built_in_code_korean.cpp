/// Korean words for the operations of built_in_code.h.

#include "core/rows/built_in_code.h"

namespace espalier::built_in::code {

std::string_view koreanCode()
{
    return R"(
add
  $1에 $k[을] 더한 값 | $1보다 $k만큼 큰 수
  each $1에 각각 $k[을] 더한 값
subtract
  $1에서 $k[을] 뺀 값 | $1보다 $k만큼 작은 수
  each $1에서 각각 $k[을] 뺀 값
subtract_from
  $k에서 $1[을] 뺀 값
multiply
  $1에 $k[을] 곱한 값 | $1의 $k배
  each $1에 각각 $k[을] 곱한 값
double
  $1의 두 배 | $1[을] 두 배로 한 값
  each $1[을] 각각 두 배로 한 값
square
  $1의 제곱 | $1[을] 제곱한 값
  each $1[을] 각각 제곱한 값
cube
  $1의 세제곱 | $1[을] 세제곱한 값
  each $1[을] 각각 세제곱한 값
negate
  $1의 부호를 바꾼 값 | $1의 부호를 반대로 한 값
  each $1의 부호를 각각 바꾼 값
absolute
  $1의 절댓값
  each $1의 절댓값
quotient
  $1[을] $k[으로] 나눈 몫
  each $1[을] 각각 $k[으로] 나눈 몫
remainder
  $1[을] $k[으로] 나눈 나머지 | $1[을] $k[으로] 나누고 남는 수
  each $1[을] 각각 $k[으로] 나눈 나머지
at_least
  $1[과] $k 가운데 큰 수 | $1[과] $k 중 더 큰 수
at_most
  $1[과] $k 가운데 작은 수 | $1[과] $k 중 더 작은 수
clamp
  $1[을] $k 이상 $j 이하로 맞춘 값
last_digit
  $1의 일의 자리 숫자 | $1의 마지막 자리 숫자
  each $1의 일의 자리 숫자
digit_sum
  $1의 각 자리 숫자의 합 | $1의 각 자리 숫자를 모두 더한 값
  each $1[을] 각각 자리 숫자끼리 더한 값
digit_count
  $1의 자릿수
sum_to
  1부터 $1까지 모든 정수의 합 | 1부터 $1까지의 정수를 모두 더한 값
power_of_two
  2[을] $1만큼 거듭제곱한 값 | 2의 $a제곱
next
  $1 바로 다음의 정수 | $1보다 하나 큰 수
  each $1에 각각 하나를 더한 값
previous
  $1 바로 앞의 정수 | $1보다 하나 작은 수
  each $1에서 각각 하나를 뺀 값
multiple_below
  $1보다 크지 않은 $k의 배수 가운데 가장 큰 수 | $1 이하의 가장 큰 $k의 배수
above
  $1[이] $k보다 큰지 | $1[이] $k[을] 넘는지
  that $k보다 큰 | $k[을] 넘는
below
  $1[이] $k보다 작은지 | $1[이] $k 미만인지
  that $k보다 작은 | $k 미만인
not_below
  $1[이] $k 이상인지
  that $k 이상인
not_above
  $1[이] $k 이하인지
  that $k 이하인
even
  $1[이] 짝수인지
  that 짝수인
odd
  $1[이] 홀수인지
  that 홀수인
divisible
  $1[이] $k[으로] 나누어떨어지는지 | $1[이] $k의 배수인지
  that $k[으로] 나누어떨어지는 | $k의 배수인
positive
  $1[이] 양수인지 | $1[이] 0보다 큰지
  that 양수인 | 0보다 큰
negative
  $1[이] 음수인지 | $1[이] 0보다 작은지
  that 음수인 | 0보다 작은
equal
  $1[이] $k[과] 같은지
  that $k[과] 같은
unequal
  $1[이] $k[과] 다른지
  that $k[과] 다른 | $k[이] 아닌
between
  $1[이] $k 이상 $j 이하인지
  that $k 이상 $j 이하인
two_digits
  $1[이] 두 자리 수인지
  that 두 자리인
count_up
  1부터 $1까지의 정수를 차례로 담은 리스트
  members 1부터 $1까지의 정수
from_zero
  0부터 $1 바로 앞까지의 정수를 차례로 담은 리스트
  members 0부터 $1 바로 앞까지의 정수
count_down
  $1부터 1까지 하나씩 줄어드는 정수의 리스트
digits
  $1의 각 자리 숫자를 차례로 담은 리스트
  members $1의 각 자리 숫자
as_text
  $1[을] 글자로 바꾼 문자열
letters
  "$c" 글자를 $a번 이어 쓴 문자열 | "$c" 글자를 $1만큼 되풀이한 문자열
sum_of_two
  $1[과] $2의 합 | $1에 $2[을] 더한 값
difference
  $1에서 $2[을] 뺀 값
difference_back
  $2에서 $1[을] 뺀 값
product
  $1[과] $2의 곱 | $1에 $2[을] 곱한 값 | 두 변의 길이가 $1[과] $2인 직사각형의 넓이
distance
  $1[과] $2 사이의 거리 | $1[과] $2의 차의 절댓값
larger
  $1[과] $2 가운데 큰 수 | $1[과] $2 중 더 큰 수
smaller
  $1[과] $2 가운데 작은 수 | $1[과] $2 중 더 작은 수
mean_of_two
  $1[과] $2의 평균에서 소수점 아래를 버린 값
sum_of_squares
  $1의 제곱과 $2의 제곱의 합
remainder_by
  $1[을] $2[으로] 나눈 나머지 | $1[을] $2[으로] 나누고 남는 수
quotient_by
  $1[을] $2[으로] 나눈 몫
perimeter
  두 변의 길이가 $1[과] $2인 직사각형의 둘레 | $1[과] $2의 합의 두 배
plus_multiple
  $1에 $2의 $k배를 더한 값
greater
  $1[이] $2보다 큰지
less
  $1[이] $2보다 작은지
same_number
  $1[과] $2[이] 같은지 | $1[이] $2[과] 같은 수인지
divisible_by
  $1[이] $2[으로] 나누어떨어지는지 | $1[이] $2의 배수인지
swapped
  $2[과] $1[을] 이 차례로 담은 리스트
from_to
  $1부터 $2까지의 정수를 차례로 담은 리스트
  members $1부터 $2까지의 정수
sum_of_three
  $1, $2, $3의 합 | $1[과] $2[과] $3[을] 모두 더한 값
largest_of_three
  $1, $2, $3 가운데 가장 큰 수
smallest_of_three
  $1, $2, $3 가운데 가장 작은 수
middle_of_three
  $1, $2, $3 가운데 크기가 중간인 수
product_plus
  $1[과] $2의 곱에 $3[을] 더한 값
clamp_to
  $1[을] $2 이상 $3 이하로 맞춘 값
between_these
  $1[이] $2 이상 $3 이하인지

sum
  $1의 합 | $1[을] 모두 더한 값
largest
  $1 가운데 가장 큰 것 | $1의 최댓값
smallest
  $1 가운데 가장 작은 것 | $1의 최솟값
kth_largest
  $1 가운데 $o로 큰 것
kth_smallest
  $1 가운데 $o로 작은 것
spread
  $1의 최댓값에서 최솟값을 뺀 값
mean
  $1의 평균에서 소수점 아래를 버린 값
times
  $l에 $k[이] 들어 있는 횟수
ends_sum
  $l의 첫 번째 수와 마지막 수의 합
size
  $1의 개수 | $l의 길이
first
  $l의 첫 번째 $e | $1 가운데 맨 앞의 것
last
  $l의 마지막 $e | $1 가운데 맨 뒤의 것
kth
  $l의 $o $e
kth_last
  $l의 뒤에서 $o $e
holds
  $l에 $k[이] 들어 있는지 | $1 가운데 $k[이] 있는지
more_than
  $1[이] $k개보다 많은지 | $l의 길이가 $k보다 큰지
palindrome
  $l[을] 거꾸로 늘어놓아도 같은지
in_order
  $l[이] 작은 수부터 차례로 늘어서 있는지
in_order/S
  $l[이] 사전 차례로 늘어서 있는지
ends_same
  $l의 첫 번째 $e[과] 마지막 $e[이] 같은지
distinct
  $l의 $e[이] 모두 서로 다른지 | $l에 같은 $e[이] 둘 이상 없는지
reversed
  $l[을] 거꾸로 늘어놓은 리스트
sorted
  $1[을] 작은 것부터 늘어놓은 리스트 | $l[을] 오름차순으로 정렬한 리스트
sorted/S
  $1[을] 사전 차례로 늘어놓은 리스트
sorted_down
  $1[을] 큰 것부터 늘어놓은 리스트 | $l[을] 내림차순으로 정렬한 리스트
sorted_down/S
  $1[을] 사전의 반대 차례로 늘어놓은 리스트
first_k
  $l의 앞 $k개만 담은 리스트
last_k
  $l의 뒤 $k개만 담은 리스트
without_first
  $l에서 첫 번째 것을 뺀 리스트
without_last
  $l에서 마지막 것을 뺀 리스트
without_first_k
  $l에서 앞의 $k개를 뺀 리스트
without_last_k
  $l에서 뒤의 $k개를 뺀 리스트
every_second
  $l에서 첫 번째부터 하나씩 건너뛰며 고른 리스트
from_second
  $l에서 두 번째부터 하나씩 건너뛰며 고른 리스트
repeated
  $l[을] $k번 되풀이한 리스트
unique
  $l에서 되풀이되는 것을 빼고 처음 것만 남긴 리스트
rotated
  $l의 첫 번째 것을 맨 뒤로 옮긴 리스트
append
  $l의 끝에 $k[을] 덧붙인 리스트
prepend
  $l의 맨 앞에 $k[을] 넣은 리스트
concatenated
  $l 뒤에 리스트 $b[을] 이어 붙인 리스트
common
  $l에 든 수 가운데 리스트 $b에도 있는 수의 리스트
missing
  $l에 든 수 가운데 리스트 $b에는 없는 수의 리스트
pair_sums
  $l[과] 리스트 $b에서 같은 자리에 있는 수끼리 더한 값의 리스트
pair_products
  $l[과] 리스트 $b에서 같은 자리에 있는 수끼리 곱한 값의 합
times_number
  $l에 $b[이] 들어 있는 횟수
holds_number
  $l에 $b[이] 들어 있는지
above_number
  $l에서 $b보다 큰 수만 고른 리스트
plus_number
  $1에 각각 $b[을] 더한 값의 리스트
first_ones
  $l의 앞에서 $b개만 담은 리스트
with_number
  $l의 끝에 $b[을] 덧붙인 리스트
sum_plus
  $1의 합에 $b[을] 더한 값

backwards
  $1[을] 거꾸로 쓴 문자열 | $1의 글자를 뒤에서부터 쓴 문자열
  each $1[을] 각각 거꾸로 쓴 것
upper
  $1[을] 대문자로 쓴 문자열
  each $1[을] 각각 대문자로 쓴 것
lower
  $1[을] 소문자로 쓴 문자열
capital
  $1의 첫 글자만 대문자로 쓰고 나머지는 소문자로 쓴 문자열
  each $1[을] 각각 첫 글자만 대문자로 쓴 것
twice
  $1[을] 두 번 이어 쓴 문자열
  each $1[을] 각각 두 번 이어 쓴 것
word_times
  $1[을] $k번 이어 쓴 문자열 | $1[을] $k번 되풀이한 문자열
  each $1[을] 각각 $k번 이어 쓴 것
first_letter
  $1의 첫 글자
  each $1의 첫 글자
last_letter
  $1의 마지막 글자
  each $1의 마지막 글자
kth_letter
  $1의 $o 글자
first_letters
  $1의 앞 $k글자
  each $1의 앞 $k글자
last_letters
  $1의 뒤 $k글자
  each $1의 뒤 $k글자
but_first_letter
  $1에서 첫 글자를 뺀 문자열
  each $1에서 각각 첫 글자를 뺀 것
but_last_letter
  $1에서 마지막 글자를 뺀 문자열
  each $1에서 각각 마지막 글자를 뺀 것
but_first_letters
  $1에서 앞 $k글자를 뺀 문자열
sign_behind
  $1 뒤에 "$c" 기호를 붙인 문자열
  each $1 뒤에 각각 "$c" 기호를 붙인 것
sign_before
  $1 앞에 "$c" 기호를 붙인 문자열
  each $1 앞에 각각 "$c" 기호를 붙인 것
sign_around
  $1 앞뒤에 "$c" 기호를 붙인 문자열
  each $1 앞뒤에 각각 "$c" 기호를 붙인 것
sign_between
  $1의 글자 사이마다 "$c" 기호를 넣은 문자열
replace_letter
  $1에서 "$c" 글자를 모두 "$d" 글자로 바꾼 문자열
  each $1에서 각각 "$c" 글자를 모두 "$d" 글자로 바꾼 것
remove_letter
  $1에서 "$c" 글자를 모두 뺀 문자열
  each $1에서 각각 "$c" 글자를 모두 뺀 것
doubled_letters
  $1의 글자를 하나하나 두 번씩 쓴 문자열
second_letters
  $1에서 첫 글자부터 하나씩 건너뛰며 고른 글자를 이은 문자열
letters_in_order
  $1의 글자를 알파벳 차례로 늘어놓은 문자열
mirrored
  $1 뒤에 그것을 거꾸로 쓴 것을 이은 문자열
first_to_end
  $1의 첫 글자를 맨 뒤로 옮긴 문자열
length
  $1의 글자 수 | $1의 길이
  each $1의 글자 수
letter_count
  $1에 들어 있는 "$c" 글자의 개수 | $1에서 "$c" 글자가 나오는 횟수
vowels
  $1에 들어 있는 모음(a, e, i, o, u)의 개수
letters_of
  $1의 글자를 차례로 담은 리스트
  members $1의 글자
begins_with
  $1[이] "$c" 글자로 시작하는지 | $1의 첫 글자가 "$c" 글자인지
  that "$c" 글자로 시작하는
ends_with
  $1[이] "$c" 글자로 끝나는지 | $1의 마지막 글자가 "$c" 글자인지
  that "$c" 글자로 끝나는
has_letter
  $1에 "$c" 글자가 들어 있는지
  that "$c" 글자가 들어 있는
longer_than
  $1[이] $k글자보다 긴지
  that $k글자보다 긴
shorter_than
  $1[이] $k글자보다 짧은지
  that $k글자보다 짧은
of_length
  $1[이] 정확히 $k글자인지
  that 정확히 $k글자인
word_palindrome
  $1[을] 거꾸로 써도 같은지 | $1[을] 앞에서 읽어도 뒤에서 읽어도 같은지
  that 거꾸로 써도 같은
same_end_letters
  $1의 첫 글자와 마지막 글자가 같은지
  that 첫 글자와 마지막 글자가 같은
words_of
  $1의 낱말을 차례로 담은 리스트
  members $1의 낱말
word_count
  $1의 낱말 수 | $1에 들어 있는 낱말의 개수
no_blanks
  $1에서 빈칸을 모두 뺀 문자열
sign_for_blank
  $1의 빈칸을 모두 "$c" 기호로 바꾼 문자열
joined_two
  $1 뒤에 $2[을] 이어 쓴 문자열
joined_back
  $2 뒤에 $1[을] 이어 쓴 문자열
joined_by
  $1[과] $2 사이에 "$c" 기호를 넣어 이은 문자열
begins_with_word
  $1[이] $2[으로] 시작하는지
ends_with_word
  $1[이] $2[으로] 끝나는지
has_word
  $1 안에 $2[이] 들어 있는지
same_length
  $1[과] $2의 글자 수가 같은지 | $1[과] $2의 길이가 같은지
same_letters
  $1[과] $2[이] 차례만 다르고 같은 글자로 되어 있는지
lengths_of_two
  $1[과] $2의 글자 수의 합
word_so_often
  $1[을] $2번 이어 쓴 문자열
so_many_letters
  $1의 앞 $2글자
longer_than_number
  $1[이] $2글자보다 긴지
joined
  $1[을] "$c" 기호로 이은 문자열 | $1 사이에 "$c" 기호를 넣어 이은 문자열
glued
  $1[을] 빈칸 없이 이은 문자열
longest
  $1 가운데 가장 긴 것
shortest
  $1 가운데 가장 짧은 것
first_by_alphabet
  $1 가운데 사전에서 가장 먼저 나오는 것
last_by_alphabet
  $1 가운데 사전에서 가장 나중에 나오는 것
by_length
  $1[을] 짧은 것부터 늘어놓은 리스트
word_in_list
  $l에 $2[이] 들어 있는지
)";
}

} // namespace espalier::built_in::code
