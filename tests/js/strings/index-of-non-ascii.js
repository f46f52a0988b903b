print('añb€c'.indexOf('€'), 'añb€c'.indexOf('c'), '😀😀x'.indexOf('x'), '😀é'.indexOf('é', 2), 'é'.indexOf('e'))
// expect: 3 4 4 2 -1
