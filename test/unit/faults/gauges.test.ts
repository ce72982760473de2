import { readSample } from '../../../faults/gauges';

const METRICS = `# HELP n8n_nodejs_eventloop_lag_max_seconds The maximum recorded event loop delay.
n8n_nodejs_eventloop_lag_max_seconds 0.25
n8n_nodejs_eventloop_lag_p99_seconds 0.125
n8n_process_resident_memory_bytes 419430400
n8n_nodejs_heap_size_used_bytes 104857600
n8n_process_open_fds 43
`;

it("reads n8n's metrics", () => {
	expect(readSample(METRICS)).toEqual({
		loopDelayMs: 250,
		loopDelayP99Ms: 125,
		memoryMb: 400,
		heapMb: 100,
		files: 43,
	});
});

it('says which one n8n does not tell, rather than counting it as nothing', () => {
	expect(() => readSample(METRICS.replace('process_open_fds', 'other'))).toThrow(
		/n8n_process_open_fds/,
	);
});
