print([1, 2, 3].join(), [1, 2, 3].join('-'), [].join(), [null, undefined, 'a'].join(), [[1, 2], [3]].join(';'), [1].join('x'), [1, 2].join(undefined), [1, 2].join(null))
// expect: 1,2,3 1-2-3  ,,a 1,2;3 1 1,2 1null2
