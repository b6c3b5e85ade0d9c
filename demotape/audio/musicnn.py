"""The network behind the tagger: musicnn, trained on MagnaTagATune, computed with numpy.

Source: J. Pons and X. Serra, "musicnn: Pre-trained convolutional neural networks for music audio tagging",
late-breaking demo, ISMIR 2019; the shapes of its filters come from J. Pons et al., "End-to-end learning for music
audio tagging at scale", ISMIR 2018. The weights are those that the authors published under the ISC licence
(`data/LICENSE-musicnn.txt`), in numpy's format.

The network looks at 3 s of a logarithmic mel spectrogram. Its first layer holds filters that are tall (timbre: 7 frames
by a part of the mel bands) and filters that are long (rhythm: up to 128 frames by one band); each keeps only its
highest answer over all bands. Three layers of 7 frames follow, the last two added to what they were given. Then the
mean and the maximum over time go through two dense layers to 50 tags.

Batch normalisation comes after the rectifier here, and both commute with the maximum over the bands up to the sign of
the scale. So each filter is turned to a positive scale, the maximum is taken of its bare answers, and the rest is
done once a frame instead of once a frame and band.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from demotape.audio.cores import one_core_per_product

Array = npt.NDArray[np.float32]

SAMPLE_RATE = 16_000
FFT_SIZE = 512
HOP = 256
MEL_BANDS = 96
WINDOW_FRAMES = 187
"""Three seconds: what the network looks at."""

_WEIGHTS = Path(__file__).parent / "data" / "musicnn_mtt.npz"
_BATCH = 6  # windows at once, within 10 MB
_CORES = 2  # numpy lets go of the interpreter in matrix products; the pages want the other cores
_EPSILON = 1e-3  # of batch normalisation, as trained


@cache
def network() -> Network:
    """The trained network, loaded once."""
    with np.load(_WEIGHTS) as weights:
        return Network(dict(weights))


class Network:
    """A trained musicnn."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.generic]]) -> None:
        """Take the weights by the names that TensorFlow gave them, and the names of the tags as `MTT_tags`."""
        layers = _Layers(weights)
        self.tags: tuple[str, ...] = tuple(str(tag) for tag in weights["MTT_tags"])
        self._input = layers.scale(0)
        self._tall = (layers.pooled(0, 1), layers.pooled(1, 2))
        self._long = (layers.pooled(2, 3), layers.pooled(3, 4), layers.pooled(4, 5))
        self._middle = tuple(layers.dense_in_time(kernel, scale) for kernel, scale in ((5, 6), (6, 7), (7, 8)))
        self._pooled_scale, self._last_scale = layers.scale(9), layers.scale(10)
        self._dense, self._output = layers.dense(0), layers.dense(1)

    def tag(self, windows: Array) -> Array:
        """How strongly each tag holds in each window.

        Args:
            windows: log mel spectrograms, log10(1 + 10,000 x power), shape (count, `WINDOW_FRAMES`, `MEL_BANDS`).

        Returns:
            Probabilities 0 to 1, shape (count, len(tags)).
        """
        if not len(windows):
            return np.zeros((0, len(self.tags)), np.float32)
        one_core_per_product()
        batches = np.array_split(windows, -(-len(windows) // _BATCH))
        with ThreadPoolExecutor(_CORES) as cores:
            return np.concatenate(list(cores.map(self._tag_batch, batches)))

    def _tag_batch(self, windows: Array) -> Array:
        spectra = self._input(windows)
        front = np.concatenate(
            [_tall_answers(spectra, layer) for layer in self._tall]
            + [_long_answers(spectra, layer) for layer in self._long],
            axis=2,
        )
        first, second, third = self._middle
        one = first(front)
        two = second(one) + one
        three = third(two) + two
        everything = np.concatenate([front, one, two, three], axis=2)
        # Maximum and mean stand side by side for each channel, as in training.
        pooled = np.stack([everything.max(axis=1), everything.mean(axis=1)], axis=2).reshape(len(windows), -1)
        kernel, bias = self._dense
        hidden = self._last_scale(np.maximum(self._pooled_scale(pooled) @ kernel + bias, 0))
        kernel, bias = self._output
        probabilities: Array = 1 / (1 + np.exp(-(hidden @ kernel + bias)))
        return probabilities


@dataclass(frozen=True, slots=True)
class _Scale:
    """Batch normalisation with its statistics fixed: a factor and an offset a channel."""

    factor: Array
    offset: Array

    def __call__(self, values: Array) -> Array:
        return values * self.factor + self.offset


@dataclass(frozen=True, slots=True)
class _Pooled:
    """A layer whose answers are pooled over the mel bands by their maximum."""

    kernel: Array
    """Shape (frames, bands, channels); the sign of each channel is that which makes its scale positive."""
    sign: Array
    bias: Array
    scale: _Scale

    def finish(self, highest: Array) -> Array:
        """From the highest bare answer to what the layer gives: shape (..., channels)."""
        return self.scale(np.maximum(highest * self.sign + self.bias, 0))


@dataclass(frozen=True, slots=True)
class _DenseInTime:
    """A layer that sees all channels of seven neighbouring frames."""

    kernel: Array
    """Shape (7, channels in, channels out)."""
    bias: Array
    scale: _Scale

    def __call__(self, values: Array) -> Array:
        """Shape (windows, frames, channels in) to (windows, frames, channels out)."""
        frames = values.shape[1]
        padded = _pad_time(values, len(self.kernel))
        answers = sum(padded[:, at : at + frames] @ kernel for at, kernel in enumerate(self.kernel))
        return self.scale(np.maximum(answers + self.bias, 0))


class _Layers:
    """Finds the parts of the network by TensorFlow's names."""

    def __init__(self, weights: Mapping[str, npt.NDArray[np.generic]]) -> None:
        self._weights = weights

    def scale(self, number: int) -> _Scale:
        name = f"batch_normalization{_suffix(number)}"
        factor = self._get(name, "gamma") / np.sqrt(self._get(name, "moving_variance") + _EPSILON)
        return _Scale(factor, self._get(name, "beta") - self._get(name, "moving_mean") * factor)

    def pooled(self, kernel_number: int, scale_number: int) -> _Pooled:
        name = f"conv2d{_suffix(kernel_number)}"
        scale = self.scale(scale_number)
        sign = np.where(scale.factor < 0, -1, 1).astype(np.float32)
        return _Pooled(self._get(name, "kernel")[:, :, 0, :] * sign, sign, self._get(name, "bias"), scale)

    def dense_in_time(self, kernel_number: int, scale_number: int) -> _DenseInTime:
        name = f"conv2d{_suffix(kernel_number)}"
        kernel = self._get(name, "kernel")[:, :, 0, :]
        return _DenseInTime(kernel, self._get(name, "bias"), self.scale(scale_number))

    def dense(self, number: int) -> tuple[Array, Array]:
        name = f"dense{_suffix(number)}"
        return self._get(name, "kernel"), self._get(name, "bias")

    def _get(self, layer: str, part: str) -> Array:
        return np.asarray(self._weights[f"MTT_musicnn/{layer}/{part}"], np.float32)


def _suffix(number: int) -> str:
    return f"_{number}" if number else ""


def _pad_time(values: Array, taps: int) -> Array:
    """Zeros before and after, so that a filter of `taps` frames gives as many frames as it is given."""
    before = (taps - 1) // 2
    return np.pad(values, ((0, 0), (before, taps - 1 - before), (0, 0)))


def _tall_answers(spectra: Array, layer: _Pooled) -> Array:
    """Filters over a few frames and many bands. Shape (windows, frames, bands) to (windows, frames, channels)."""
    windows, frames, bands = spectra.shape
    taps, height, channels = layer.kernel.shape
    # With the frames of each band side by side, a patch of neighbouring bands is one run of memory in each row:
    # the matrix product takes it as it lies, and nothing is copied per patch.
    unfolded = np.lib.stride_tricks.sliding_window_view(_pad_time(spectra, taps), taps, axis=1)
    rows = np.ascontiguousarray(unfolded).reshape(windows * frames, bands * taps)
    kernel = np.ascontiguousarray(layer.kernel.transpose(1, 0, 2)).reshape(height * taps, channels)
    highest = np.full((windows * frames, channels), -np.inf, np.float32)
    answers = np.empty_like(highest)
    for band in range(bands - height + 1):
        np.matmul(rows[:, band * taps : (band + height) * taps], kernel, out=answers)
        np.maximum(highest, answers, out=highest)
    return layer.finish(highest).reshape(windows, frames, channels)


def _long_answers(spectra: Array, layer: _Pooled) -> Array:
    """Filters over many frames and one band. Shape (windows, frames, bands) to (windows, frames, channels)."""
    windows, frames, bands = spectra.shape
    taps, _, channels = layer.kernel.shape
    kernel = np.ascontiguousarray(layer.kernel[:, 0, :])
    rows = np.ascontiguousarray(_pad_time(spectra, taps).transpose(0, 2, 1)).reshape(windows * bands, -1)
    highest = np.empty((windows, frames, channels), np.float32)
    for frame in range(frames):
        answers = rows[:, frame : frame + taps] @ kernel
        highest[:, frame] = answers.reshape(windows, bands, channels).max(axis=1)
    return layer.finish(highest)
