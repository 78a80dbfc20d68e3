// The shelves sort microkernels for readers; code that runs microkernels sees all of them.
global using GroupConv.Core.Kernels.Channels;
global using GroupConv.Core.Kernels.Lanes;
global using GroupConv.Core.Kernels.Layout;
global using GroupConv.Core.Kernels.Pixels;
global using GroupConv.Core.Kernels.Planes;
global using GroupConv.Core.Kernels.Products;
global using GroupConv.Core.Kernels.Rows;
global using GroupConv.Core.Kernels.Spread;
global using GroupConv.Core.Kernels.Strips;
global using GroupConv.Core.Kernels.Weights;
global using GroupConv.Core.Kernels.Winograd;
