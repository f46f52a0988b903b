var a = [1, 2, 3]; a.splice(0, 1, 'a', 'b', 'c', 'd'); print(a); a.splice(1, 4); print(a); a.splice(5, 1, 'end'); print(a)
// expect: a,b,c,d,2,3
// expect: a,3
// expect: a,3,end
