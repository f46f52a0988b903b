var o = {}; o[1] = 'a'; o['1'] = 'b'; o[1.5] = 'c'; o[true] = 'd'; o[null] = 'e'; o[undefined] = 'f'; o[-0] = 'g'; o[[2, 3]] = 'h'
print(Object.keys(o).join('|'), o[1], o['0'], o['2,3'])
// expect: 0|1|1.5|true|null|undefined|2,3 b g h
