//! Makes a large picture roughly small, by averages: each pixel becomes the mean of those that lie under it. What a sharp filter
//! then has left to do is little. Works on all processors; the answer is the same on any number of them.

use std::ops::AddAssign;

use image::{DynamicImage, ImageBuffer, Pixel, Primitive};
use rayon::iter::{IndexedParallelIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;

/// The most pixels under one, across and down: a column's sum must fit into twice the bits of a part, all of it into thirty-two.
const MOST: u32 = 128;

/// Returns the picture at twice a width and height, or as it is where it is not more than four times as large.
pub(super) fn shrunk(picture: DynamicImage, width: u32, height: u32) -> DynamicImage {
    if picture.width() / 4 <= width || picture.height() / 4 <= height {
        return picture;
    }
    let size = ((2 * width).max(picture.width().div_ceil(MOST)), (2 * height).max(picture.height().div_ceil(MOST)));
    match picture {
        DynamicImage::ImageLuma8(pixels) => averaged::<_, _, 1>(&pixels, size).into(),
        DynamicImage::ImageLumaA8(pixels) => averaged::<_, _, 2>(&pixels, size).into(),
        DynamicImage::ImageRgb8(pixels) => averaged::<_, _, 3>(&pixels, size).into(),
        DynamicImage::ImageRgba8(pixels) => averaged::<_, _, 4>(&pixels, size).into(),
        DynamicImage::ImageLuma16(pixels) => averaged::<_, _, 1>(&pixels, size).into(),
        DynamicImage::ImageLumaA16(pixels) => averaged::<_, _, 2>(&pixels, size).into(),
        DynamicImage::ImageRgb16(pixels) => averaged::<_, _, 3>(&pixels, size).into(),
        DynamicImage::ImageRgba16(pixels) => averaged::<_, _, 4>(&pixels, size).into(),
        // Floating point: no file that comes in is decoded to it.
        other => other.thumbnail_exact(size.0, size.1),
    }
}

/// A part of a pixel, and what holds the sum of a column of them: the narrower, the more a processor adds at once.
trait Part: Copy + Send + Sync {
    type Sum: Copy + Default + Into<u32> + AddAssign + From<Self>;

    /// Returns a mean, which is never more than a part can be.
    fn mean(mean: u64) -> Self;
}

impl Part for u8 {
    type Sum = u16;

    fn mean(mean: u64) -> Self {
        mean as Self
    }
}

impl Part for u16 {
    type Sum = u32;

    fn mean(mean: u64) -> Self {
        mean as Self
    }
}

/// Returns the means of the pixels under each of `size` pixels, which have `N` parts.
fn averaged<P, S, const N: usize>(picture: &ImageBuffer<P, Vec<S>>, size: (u32, u32)) -> ImageBuffer<P, Vec<S>>
where
    P: Pixel<Subpixel = S>,
    S: Primitive + Part,
{
    let line = picture.width() as usize * N;
    // Where the pixels under each one begin: of one size, or one more where the sides do not divide.
    let begins = |of: u32, into: u32| (0..=into).map(|at| (u64::from(at) * u64::from(of) / u64::from(into)) as usize).collect::<Vec<_>>();
    let (columns, rows) = (begins(picture.width(), size.0), begins(picture.height(), size.1));
    let mut small = ImageBuffer::new(size.0, size.1);
    let source: &[S] = picture;
    let work = |sums: &mut Vec<S::Sum>, (row, out): (usize, &mut [S])| {
        sums.fill(S::Sum::default());
        for line in source[rows[row] * line..rows[row + 1] * line].chunks_exact(line) {
            for (sum, part) in sums.iter_mut().zip(line) {
                *sum += S::Sum::from(*part);
            }
        }
        // Dividing costs more than all else here: a mean is the sum times what is prepared, in 2⁻⁴⁰.
        let down = (rows[row + 1] - rows[row]) as u64;
        let (mut across, mut share) = (0, 0);
        for (pixel, columns) in out.chunks_exact_mut(N).zip(columns.windows(2)) {
            if columns[1] - columns[0] != across {
                across = columns[1] - columns[0];
                share = (1_u64 << 40) / (across as u64 * down) + 1;
            }
            let mut total = [0_u32; N];
            for under in sums[columns[0] * N..columns[1] * N].chunks_exact(N) {
                for (total, sum) in total.iter_mut().zip(under) {
                    *total += (*sum).into();
                }
            }
            for (part, total) in pixel.iter_mut().zip(total) {
                *part = S::mean((u64::from(total) * share + (1 << 39)) >> 40);
            }
        }
    };
    small.par_chunks_mut(size.0 as usize * N).enumerate().for_each_init(|| vec![S::Sum::default(); line], work);
    small
}

#[cfg(test)]
mod tests {
    use image::{GenericImageView as _, Luma, Rgb, RgbImage};

    use super::*;

    #[test]
    fn a_pixel_is_the_mean_of_those_under_it() {
        // Eight wide, eight high: each four by four become one.
        let picture = ImageBuffer::from_fn(8, 8, |x, y| Luma([(x / 4 * 50 + y / 4 * 100 + x % 2 * 9) as u8]));
        let small = shrunk(DynamicImage::ImageLuma8(picture), 1, 1);
        assert_eq!(small.as_bytes(), [5, 55, 105, 155], "four and a half is five");
        let deep = ImageBuffer::from_fn(8, 8, |x, y| Luma([(x * 1_000 + y * 4_000) as u16]));
        assert_eq!(shrunk(DynamicImage::ImageLuma16(deep), 1, 1).into_luma16().into_raw(), [7_500, 11_500, 23_500, 27_500]);
        let small = DynamicImage::ImageRgb8(RgbImage::new(11, 11));
        assert_eq!(shrunk(small, 2, 2).dimensions(), (11, 11), "less than four times as large");
    }

    #[test]
    fn what_is_one_colour_stays_that_colour_whatever_the_sides() {
        for (width, height, target) in [(997, 613, 100), (30_000, 8, 1), (4_099, 31, 7), (256, 256, 1)] {
            for colour in [[255, 255, 255], [0, 1, 254], [128, 127, 3]] {
                let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, Rgb(colour)));
                let small = shrunk(picture, target, 1).into_rgb8();
                assert!(small.pixels().all(|pixel| pixel.0 == colour), "{width} × {height} to {target}");
            }
            let white = ImageBuffer::from_pixel(width, height, image::Rgba([u16::MAX; 4]));
            let small = shrunk(DynamicImage::ImageRgba16(white), target, 1).into_rgba16();
            assert!(small.pixels().all(|pixel| pixel.0 == [u16::MAX; 4]), "{width} × {height} to {target}");
        }
    }
}
