// steps: 100000
print('start')
for (;;) {}
// expect: start
// expect stop
