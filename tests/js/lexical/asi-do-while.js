var i = 0
do i++; while (i < 3) print(i)
// expect: 3
