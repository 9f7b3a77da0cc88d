/**
 * The import map, enforced. Two tables drive every rule:
 * MAY_IMPORT says which folder of src may import which, DOORS which folders may use a library.
 * ARCHITECTURE.md explains the reasons; src/README.md lists the folders (a test keeps them equal).
 */
const CORE = ['core/model', 'core/parse', 'core/analyse', 'core/report'];

const MAY_IMPORT = {
  'core/model': [],
  'core/parse': ['core/model'],
  'core/analyse': ['core/model'],
  'core/report': ['core/model', 'core/analyse'],
  ipc: ['core/model', 'core/analyse'],
  'main/project': ['core/model'],
  'main/launch': ['core/model'],
  'main/capture': ['core/model', 'main/launch'],
  'main/analysis': [...CORE, 'main/store'],
  'main/store': ['core/model', 'core/parse'],
  'main/record': [
    'core/model',
    'core/analyse',
    'main/launch',
    'main/capture',
    'main/analysis',
    'main/store',
  ],
  'main/export': [...CORE, 'main/analysis', 'main/store'],
  'main/ipc': [
    'core/model',
    'ipc',
    'main/project',
    'main/record',
    'main/analysis',
    'main/store',
    'main/export',
    'main/capture',
  ],
  'main/app': ['core/model', 'ipc', 'main/ipc'],
  cli: [
    ...CORE,
    'main/project',
    'main/launch',
    'main/capture',
    'main/analysis',
    'main/store',
    'main/record',
    'main/export',
  ],
  preload: ['ipc'],
  'renderer/state': ['core/model', 'core/analyse', 'ipc'],
  'renderer/charts': ['core/model', 'core/analyse'],
  'renderer/views': ['core/model', 'ipc', 'renderer/state', 'renderer/charts'],
};

const DOORS = {
  electron: ['main/app', 'main/ipc', 'preload'],
  execa: ['main/launch', 'main/capture'],
  systeminformation: ['main/capture'],
  commander: ['cli'],
  semver: ['main/capture'],
  ws: ['main/capture'],
  zustand: ['renderer/state'],
  'd3-scale': ['renderer/charts'],
  'd3-shape': ['renderer/charts'],
  'radix-ui': ['renderer/views'],
  'lucide-react': ['renderer/views'],
  cmdk: ['renderer/views'],
  '@tanstack/react-virtual': ['renderer/views'],
  'react-resizable-panels': ['renderer/views'],
  zod: ['core/model', 'ipc'],
  'simple-statistics': ['core/analyse'],
  '@jridgewell/trace-mapping': ['main/capture', 'core/parse'],
  pbf: ['core/parse', 'core/report'],
  '@lezer': ['renderer/views/functions'],
  fzstd: ['main/export'],
};

const path = (folder) => `^src/${folder}/`;
const any = (folders) => `^src/(${folders.join('|')})/`;
const TESTS = '\\.test\\.tsx?$';

const mapRules = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  name: `map: ${folder}`,
  comment: `src/${folder} may import only ${allowed.join(', ') || 'nothing of src'} and itself.`,
  severity: 'error',
  from: { path: path(folder), pathNot: TESTS },
  to: { path: '^src/', pathNot: any([folder, ...allowed]) },
}));

const doorRules = Object.entries(DOORS).map(([library, folders]) => ({
  name: `door: ${library}`,
  comment: `${library} is used only by ${folders.join(', ')}.`,
  severity: 'error',
  from: { path: '^src/', pathNot: any(folders) },
  to: { path: `(^|node_modules/)${library}(/|$)` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Type imports count: a cycle of types is a cycle of ideas.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'every-folder-on-the-map',
      comment: 'A folder under src that the map does not know.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: `${any(Object.keys(MAY_IMPORT))}|^src/renderer/[^/]+$|^src/[^/]+\\.test\\.ts$`,
      },
      to: {},
    },
    {
      name: 'core-is-pure',
      comment: 'core uses no Node module: it runs in a worker, in the renderer and in tests alike.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'tests-stay-leaves',
      comment: 'Nothing imports a test.',
      severity: 'error',
      from: {},
      to: { path: TESTS },
    },
    ...mapRules,
    ...doorRules,
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.tests.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};

// Not enumerable: dependency-cruiser refuses properties that it does not know, a test reads this one.
Object.defineProperty(module.exports, 'MAY_IMPORT', { value: MAY_IMPORT });
