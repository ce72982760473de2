const { dest, parallel, src } = require('gulp');

// tsc emits only JavaScript; n8n also reads the icons and the codex files beside the compiled nodes.
const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
const codex = () => src('nodes/**/*.node.json').pipe(dest('dist/nodes'));

exports.assets = parallel(icons, codex);
