print([1, NaN].includes(NaN), [1].includes('1'), [0].includes(-0), [1, 2, 3].includes(1, 1), [1, 2, 3].includes(3, -1), [].includes(undefined))
// expect: true false true false true false
