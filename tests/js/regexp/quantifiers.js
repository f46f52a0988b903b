print('aaa'.match(/a{2}/)[0], 'aaaa'.match(/a{2,3}/)[0], 'aaaa'.match(/a{2,}/)[0], 'aaa'.match(/a??/)[0] === '', 'aaa'.match(/a+?/)[0], 'aaab'.match(/a*?b/)[0], 'a{2'.match(/a{2/)[0], 'xa{,3}'.match(/a{,3}/)[0], 'ab'.match(/(?:ab){0}b/).index)
// expect: aa aaa aaaa true a aaab a{2 a{,3} 1
