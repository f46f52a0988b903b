var x = 5
print(`a${x}b${x + 1}c`, ``, `${x}`, `line1
line2`)
// expect: a5b6c  5 line1
// expect: line2
