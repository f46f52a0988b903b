print(1 / -0, 1 / (0 * -1), -0 === 0, 1 / (-0 + 0), 1 / (-0 - 0), 1 / (-5 % 5), 1 / -(0), [-0] + '')
var a = 0; print(1 / (a * -1), 1 / (a / -3))
// expect: -Infinity -Infinity true Infinity -Infinity -Infinity -Infinity 0
// expect: -Infinity -Infinity
