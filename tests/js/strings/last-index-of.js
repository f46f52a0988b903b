print('abcabc'.lastIndexOf('c'), 'abcabc'.lastIndexOf('c', 4), 'abcabc'.lastIndexOf('a', 0), 'abc'.lastIndexOf(''), 'abc'.lastIndexOf('', 1), 'abc'.lastIndexOf('z'), 'abcabc'.lastIndexOf('abc', 2), 'abc'.lastIndexOf('c', -1), 'canal'.lastIndexOf('a', NaN), 'é€é'.lastIndexOf('é'))
// expect: 5 2 0 3 1 -1 0 -1 3 2
