.PHONY: test-faults

test-faults: setup ## Kill training 50 times and holders of a lease 200 times, start 20 times at once, damage every file it leaves; half an hour
	SUBLINEAR_KILLS=50 SUBLINEAR_LEASE_KILLS=200 SUBLINEAR_STARTS=20 SUBLINEAR_DAMAGES=20 npx vitest run test/faults
