var a = []; for (var i = 0; i < 200; i++) a.push(i)
function sum() { var s = 0; for (var i = 0; i < arguments.length; i++) s += arguments[i]; return s }
print(sum.apply(null, a), Math.max.apply(null, a), String.fromCharCode.apply(null, [72, 105]))
// expect: 19900 199 Hi
