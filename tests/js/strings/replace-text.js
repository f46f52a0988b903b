print('abcabc'.replace('b', 'X'), 'abc'.replace('z', 'X'), 'abc'.replace('', '_'), 'abc'.replace('b', '[$&]'), 'abc'.replace('b', '$`$\'$$'), 'abc'.replace('b', '$1'), 'a.c'.replace('.', '$$'), 'abc'.replace('b', undefined), 'aXb'.replace('X'))
// expect: aXcabc abc _abc a[b]c aac$c a$1c a$c aundefinedc aundefinedb
