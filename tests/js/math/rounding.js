print(Math.floor(-1.5), Math.ceil(-1.5), Math.round(-1.5), Math.round(2.5), Math.trunc(-1.9), Math.floor(5), 1 / Math.ceil(-0.5), 1 / Math.round(-0.2), Math.round(0.49999999999999994), Math.floor('2.7'), Math.floor(1e300), Math.floor(-0.5), 1 / Math.floor(-0))
// expect: -2 -1 -1 3 -1 5 -Infinity -Infinity 0 2 1e+300 -1 -Infinity
