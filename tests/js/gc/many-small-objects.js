var keep = []; for (var i = 0; i < 4000; i++) { var o = { i: i, s: 'n' + i }; if (i % 500 == 0) keep.push(o) } print(keep.map(function (o) { return o.s }).join())
// expect: n0,n500,n1000,n1500,n2000,n2500,n3000,n3500
