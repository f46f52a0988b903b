print('éÀß'.toUpperCase(), 'ÉÀ'.toLowerCase())
// expect: éÀß ÉÀ
