var a = []; print(a.push(1), a.push(2, 3), a.pop(), a.length, a.pop(), a.pop(), a.pop(), a.length)
// expect: 1 3 3 2 2 1 undefined 0
