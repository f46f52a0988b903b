print([...[1, 2], 3, ...'ab', ...[]].join(), [...new Int8Array([5, -1])].join())
// expect: 1,2,3,a,b 5,-1
