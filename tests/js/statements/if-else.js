var x = 5
if (x > 3) print('big'); else print('small')
if (x < 3) print('small'); else if (x == 5) { print('five') } else print('other')
if (0); else print('else')
// expect: big
// expect: five
// expect: else
