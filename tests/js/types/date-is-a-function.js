print(typeof Date, Date.length, Date.name);
// expect: function 7 Date
for (const f of [() => new Date(), () => Date()])
  try {
    f();
  } catch (e) {
    print(e.name, e.message);
  }
// expect: TypeError there are no Date objects; use Date.now()
// expect: TypeError there are no Date objects; use Date.now()
