import type { NativeDevice, NativePlatform } from './platform.js';

/** One file of the Python package index, pinned: pip refuses it if its SHA-256 is another. */
export interface Wheel {
  readonly project: string;
  readonly version: string;
  /** The platform tag of its file name, as `pip download --platform` wants it. */
  readonly tag: string;
  readonly sha256: string;
  /** Size of the download; what progress is measured against. */
  readonly bytes: number;
}

/** What one build of TensorFlow is made of. Wheels are unpacked over each other into one folder. */
export interface Distribution {
  readonly wheels: readonly Wheel[];
  /** Size of what is kept of them, measured. */
  readonly installedBytes: number;
}

export const tensorflowVersion = '2.21.0';

/**
 * The wheels of this Python are fetched, whatever Python runs pip: only their shared libraries are used, and those are
 * the same for every Python.
 */
export const wheelPython = '3.11';

const wheel = (project: string, version: string, tag: string, bytes: number, sha256: string): Wheel => ({
  project,
  version,
  tag,
  bytes,
  sha256,
});

/**
 * CUDA 12.9.1 with cuDNN 9.10 and NCCL 2.27: within the ranges of TensorFlow 2.21's extra `and-cuda`, and one release
 * of the toolkit rather than each project's newest.
 */
const cuda: readonly Wheel[] = [
  wheel(
    'nvidia-cublas-cu12',
    '12.9.1.4',
    'manylinux_2_27_x86_64',
    581_242_350,
    '453611eb21a7c1f2c2156ed9f3a45b691deda0440ec550860290dc901af5b4c2',
  ),
  wheel(
    'nvidia-cuda-cupti-cu12',
    '12.9.79',
    'manylinux_2_25_x86_64',
    10_814_997,
    '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f',
  ),
  wheel(
    'nvidia-cuda-nvcc-cu12',
    '12.9.86',
    'manylinux2010_x86_64',
    40_546_229,
    '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
  ),
  wheel(
    'nvidia-cuda-nvrtc-cu12',
    '12.9.86',
    'manylinux2010_x86_64',
    89_568_129,
    '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
  ),
  wheel(
    'nvidia-cuda-runtime-cu12',
    '12.9.79',
    'manylinux2014_x86_64',
    3_493_179,
    '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
  ),
  wheel(
    'nvidia-cudnn-cu12',
    '9.10.2.21',
    'manylinux_2_27_x86_64',
    706_758_467,
    '949452be657fa16687d0930933f032835951ef0892b37d2d53824d1a84dc97a8',
  ),
  wheel(
    'nvidia-cufft-cu12',
    '11.4.1.4',
    'manylinux2014_x86_64',
    200_877_592,
    'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
  ),
  wheel(
    'nvidia-curand-cu12',
    '10.3.10.19',
    'manylinux_2_27_x86_64',
    68_295_626,
    '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
  ),
  wheel(
    'nvidia-cusolver-cu12',
    '11.7.5.82',
    'manylinux_2_27_x86_64',
    338_117_415,
    '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
  ),
  wheel(
    'nvidia-cusparse-cu12',
    '12.5.10.65',
    'manylinux2014_x86_64',
    366_465_088,
    '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
  ),
  wheel(
    'nvidia-nccl-cu12',
    '2.27.7',
    'manylinux2014_x86_64',
    322_546_339,
    'de5ba5562f08029a19cb1cd659404b18411ed0d6c90ac5f52f30bf99ad5809aa',
  ),
  wheel(
    'nvidia-nvjitlink-cu12',
    '12.9.86',
    'manylinux2010_x86_64',
    39_748_338,
    'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
  ),
];

export const distributions: Readonly<Record<NativePlatform, Partial<Record<NativeDevice, Distribution>>>> = {
  'linux-x64': {
    cpu: {
      wheels: [
        wheel(
          'tensorflow-cpu',
          tensorflowVersion,
          'manylinux_2_27_x86_64',
          273_829_956,
          '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
        ),
      ],
      installedBytes: 855e6,
    },
    gpu: {
      wheels: [
        wheel(
          'tensorflow',
          tensorflowVersion,
          'manylinux_2_27_x86_64',
          572_440_367,
          '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
        ),
        ...cuda,
      ],
      installedBytes: 5_450e6,
    },
  },
  'linux-arm64': {
    cpu: {
      wheels: [
        wheel(
          'tensorflow',
          tensorflowVersion,
          'manylinux_2_27_aarch64',
          281_828_020,
          '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
        ),
      ],
      installedBytes: 885e6,
    },
  },
  'darwin-arm64': {
    cpu: {
      wheels: [
        wheel(
          'tensorflow',
          tensorflowVersion,
          'macosx_12_0_arm64',
          223_405_849,
          '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
        ),
      ],
      installedBytes: 742e6,
    },
  },
};

/**
 * What is kept of a wheel, as a regular expression over member names: the two shared libraries, the headers that the
 * addon includes, and of CUDA the libraries and what XLA calls to compile a kernel. A wheel's own layout is kept, for
 * TensorFlow's RUNPATH looks for `../nvidia/*` + `/lib`.
 */
export const keptMembers = [
  'tensorflow/libtensorflow_(cc|framework)\\..+',
  'tensorflow/include/(tensorflow/c/.+|(tensorflow/core|tsl)/platform/ctstring.*|xla/tsl/c/.+)\\.h',
  'nvidia/[^/]+/lib/[^/]+\\.so[^/]*',
  'nvidia/cuda_nvcc/(bin/ptxas|nvvm/libdevice/.+)',
].join('|');
