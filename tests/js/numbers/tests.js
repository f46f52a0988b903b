print(Number.isInteger(5), Number.isInteger(5.5), Number.isInteger('5'), Number.isInteger(1e300), Number.isFinite(1), Number.isFinite(Infinity), Number.isFinite('1'), Number.isNaN(NaN), Number.isNaN('x'), isNaN('x'), isNaN(''), isFinite('5'), isFinite('x'), isFinite(), isNaN(undefined))
// expect: true false false true true false false true false true false true false false true
