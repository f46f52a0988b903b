var n = 0; for (var i = 0; i < 200; i++) { var m = /(\d+)-(\w+)/.exec('id ' + i + '-abc'); n += +m[1] } print(n)
// expect: 19900
