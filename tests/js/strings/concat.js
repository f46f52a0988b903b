print('a'.concat(), 'a'.concat('b', 1, null), ''.concat(undefined), 'x'.concat([1, 2]))
// expect: a ab1null undefined x1,2
