print(1 /* inside */ + 2); // behind
/* many
   lines */ print(3);
// expect: 3
// expect: 3
