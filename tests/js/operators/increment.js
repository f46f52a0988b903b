var a = 5; print(a++, a, ++a, a--, --a)
var s = '5'; s++; print(s, typeof s)
var o = { n: 1 }; o.n++; ++o['n']; print(o.n)
var arr = [1, 2]; var i = 0; arr[i++]++; print(arr, i)
var u; u++; print(u)
// expect: 5 6 7 7 5
// expect: 6 number
// expect: 3
// expect: 2,2 1
// expect: NaN
