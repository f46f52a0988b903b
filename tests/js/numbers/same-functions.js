print(Number.parseInt('7'), Number.parseFloat('7.5'), Number.parseInt.name, Number.parseInt.length)
// expect: 7 7.5 parseInt 2
