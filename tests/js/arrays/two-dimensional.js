var m = []; for (var i = 0; i < 4; i++) { m.push([]); for (var j = 0; j < 4; j++) m[i].push(i * j) } print(m.join(';'))
// expect: 0,0,0,0;0,1,2,3;0,2,4,6;0,3,6,9
