print(Number.parseInt === parseInt, Number.parseFloat === parseFloat, parseInt.name, Number.parseFloat.name)
// expect: true true parseInt parseFloat
