.PHONY: test-faults

test-faults: setup ## Kill training 50 times, start it 20 times at once, damage its files; ten minutes
	SUBLINEAR_KILLS=50 SUBLINEAR_STARTS=20 SUBLINEAR_DAMAGES=10 npx vitest run src/faults
