//! Makes a large picture roughly small, by averages: each pixel becomes the mean of those that lie under it. What a sharp filter
//! then has left to do is little. Works on all processors; the answer is the same on any number of them.

use image::{DynamicImage, ImageBuffer, Pixel};
use rayon::iter::{IndexedParallelIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;

/// The most pixels under one, across and down: sums of sixteen bits must fit into thirty-two.
const MOST: u32 = 128;

/// Returns the picture at about twice a width and height, or as it is where it is less than four times as large.
pub(super) fn shrunk(picture: DynamicImage, width: u32, height: u32) -> DynamicImage {
    let under = (picture.width() / (2 * width)).min(picture.height() / (2 * height)).min(MOST);
    if under < 2 {
        return picture;
    }
    let size = (picture.width() / under, picture.height() / under);
    match picture {
        DynamicImage::ImageLuma8(pixels) => averaged(&pixels, size, |mean| mean as u8).into(),
        DynamicImage::ImageLumaA8(pixels) => averaged(&pixels, size, |mean| mean as u8).into(),
        DynamicImage::ImageRgb8(pixels) => averaged(&pixels, size, |mean| mean as u8).into(),
        DynamicImage::ImageRgba8(pixels) => averaged(&pixels, size, |mean| mean as u8).into(),
        DynamicImage::ImageLuma16(pixels) => averaged(&pixels, size, |mean| mean as u16).into(),
        DynamicImage::ImageLumaA16(pixels) => averaged(&pixels, size, |mean| mean as u16).into(),
        DynamicImage::ImageRgb16(pixels) => averaged(&pixels, size, |mean| mean as u16).into(),
        DynamicImage::ImageRgba16(pixels) => averaged(&pixels, size, |mean| mean as u16).into(),
        // Floating point: no file that comes in is decoded to it.
        other => other.thumbnail_exact(size.0, size.1),
    }
}

/// Returns the means of the pixels under each of `size` pixels; `to` is never given more than a part of the picture can be.
fn averaged<P, S>(picture: &ImageBuffer<P, Vec<S>>, size: (u32, u32), to: impl Fn(u64) -> S + Sync) -> ImageBuffer<P, Vec<S>>
where
    P: Pixel<Subpixel = S> + Sync,
    S: image::Primitive + Into<u32> + Send + Sync,
{
    let channels = usize::from(P::CHANNEL_COUNT);
    let line = picture.width() as usize * channels;
    // Where the pixels under each one begin: of one size, or one more where the sides do not divide.
    let begins = |of: u32, into: u32| (0..=into).map(|at| (u64::from(at) * u64::from(of) / u64::from(into)) as usize).collect::<Vec<_>>();
    let (columns, rows) = (begins(picture.width(), size.0), begins(picture.height(), size.1));
    let mut small = ImageBuffer::new(size.0, size.1);
    let source: &[S] = picture;
    small.par_chunks_mut(size.0 as usize * channels).enumerate().for_each_init(
        || vec![0_u32; line],
        |sums, (row, out)| {
            let under = &source[rows[row] * line..rows[row + 1] * line];
            sums.fill(0);
            for line in under.chunks_exact(line) {
                for (sum, part) in sums.iter_mut().zip(line) {
                    *sum += (*part).into();
                }
            }
            let down = (rows[row + 1] - rows[row]) as u64;
            // Dividing costs more than all else here: a mean is the sum times what is prepared, in 2⁻⁴⁰.
            let (mut across, mut share) = (0, 0);
            for (pixel, columns) in out.chunks_exact_mut(channels).zip(columns.windows(2)) {
                if columns[1] - columns[0] != across {
                    across = columns[1] - columns[0];
                    share = (1_u64 << 40) / (across as u64 * down) + 1;
                }
                let under = &sums[columns[0] * channels..columns[1] * channels];
                for (channel, part) in pixel.iter_mut().enumerate() {
                    let sum: u32 = under.iter().skip(channel).step_by(channels).sum();
                    *part = to((u64::from(sum) * share + (1 << 39)) >> 40);
                }
            }
        },
    );
    small
}

#[cfg(test)]
mod tests {
    use image::{GenericImageView as _, Luma, Rgb, RgbImage};

    use super::*;

    #[test]
    fn a_pixel_is_the_mean_of_those_under_it() {
        // Four wide, four high: each two by two become one.
        let picture = ImageBuffer::from_fn(4, 4, |x, y| Luma([(x * 10 + y * 40) as u8]));
        let small = shrunk(DynamicImage::ImageLuma8(picture), 1, 1);
        assert_eq!(small.as_bytes(), [25, 45, 105, 125]);
        let deep = ImageBuffer::from_fn(4, 4, |x, y| Luma([(x * 1_000 + y * 4_000) as u16]));
        assert_eq!(shrunk(DynamicImage::ImageLuma16(deep), 1, 1).into_luma16().into_raw(), [2_500, 4_500, 10_500, 12_500]);
        let small = DynamicImage::ImageRgb8(RgbImage::new(7, 7));
        assert_eq!(shrunk(small, 2, 2).dimensions(), (7, 7), "less than four times as large");
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
