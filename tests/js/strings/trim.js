print('[' + '  a b \t\n'.trim() + ']', '[' + ' a '.trimStart() + ']', '[' + ' a '.trimEnd() + ']', '\u00a0\ufeff\u2003x\u2028\u3000'.trim().length, '\u200b'.trim().length, '   '.trim() === '')
// expect: [a b] [a ] [ a] 1 1 true
