print(1 < 2, 'a' < 'b', 'B' < 'a', '10' < '9', 10 < '9', null >= 0, undefined == 0, NaN < 1, NaN >= 1, [2] > 1, 'a' < 'ab')
print(undefined <= undefined, null <= null, 'abc' < 'abd', '' < 'a', true > false, '2' > 1)
// expect: true true true true false true false false false true true
// expect: false true true true true true
