print('aXbX'.replaceAll(/x/gi, '-')); try { 'a'.replaceAll(/a/, '') } catch (e) { print(e.name) }
// expect: a-b-
// expect: TypeError
