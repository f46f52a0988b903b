print(parseFloat('3.14abc'), parseFloat('.5.5'), parseFloat('1e'), parseFloat('-Infinityx'), parseFloat('abc'), parseFloat('1e1000'), parseFloat('  2 '), parseFloat('0x10'), parseFloat('+1.5e-2z'), 1 / parseFloat('-0'), parseFloat('1_000'))
// expect: 3.14 0.5 1 -Infinity NaN Infinity 2 0 0.015 -Infinity 1
