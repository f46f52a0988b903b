var a = [1]; print([1] == [1], a == a, [a].indexOf(a), [[1]].indexOf([1]))
// expect: false true 0 -1
